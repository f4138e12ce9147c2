"""Handlers of the capability's errors let others pass, and catch what programs raise themselves.

Prints:
    own ResourceExhausted by the program
    own finally
    missing KeyError
    missing finally
    True True
"""

from infrar import email, errors


def attempt(action: str) -> None:
    try:
        email.send("conformance-one", "ada@example.com", action, text="x")
        if action == "own":
            raise email.ResourceExhausted("by the program")
        {}[action]
    except email.InvalidArgument:
        print(action, "InvalidArgument")
    except (email.PermissionDenied, email.Unauthenticated, email.FailedPrecondition, email.Unavailable):
        print(action, "some")
    except email.ResourceExhausted as error:
        print(action, "ResourceExhausted", error)
    except email.EmailError:
        print(action, "EmailError")
    except KeyError:
        print(action, "KeyError")
    else:
        print(action, "else")
    finally:
        print(action, "finally")


attempt("own")
attempt("missing")
print(issubclass(email.ResourceExhausted, email.EmailError), issubclass(email.EmailError, errors.InfrarError))
