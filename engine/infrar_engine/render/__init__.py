"""Plan + templates → the files of `infra/`.

In: a `ResourcePlan`, a provider. Out: `Artifact`s. `templates` is the sandbox that templates run in, `modules` what
module blocks pass, `hcl` how values and lines are written.
"""

from infrar_engine.render.hcl import hcl, tidy
from infrar_engine.render.renderer import render

__all__ = ["hcl", "render", "tidy"]
