# The state stays in this folder until infrar.yaml names a `backend` for the environment.
