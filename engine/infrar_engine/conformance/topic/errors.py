"""Handlers of the capability's errors let others pass, and catch what programs raise themselves.

Prints:
    own Unavailable by the program
    own finally
    missing KeyError
    missing finally
    True True
"""

from infrar import errors, topic


def attempt(action: str) -> None:
    try:
        topic.publish("conformance-news", action)
        if action == "own":
            raise topic.Unavailable("by the program")
        {}[action]
    except topic.NotFound:
        print(action, "NotFound")
    except (topic.PermissionDenied, topic.ResourceExhausted, topic.Unauthenticated, topic.FailedPrecondition):
        print(action, "some")
    except topic.Unavailable as error:
        print(action, "Unavailable", error)
    except topic.TopicError:
        print(action, "TopicError")
    except KeyError:
        print(action, "KeyError")
    else:
        print(action, "else")
    finally:
        print(action, "finally")


attempt("own")
attempt("missing")
print(issubclass(topic.NotFound, topic.TopicError), issubclass(topic.TopicError, errors.InfrarError))
