"""Transactions: all of it or nothing, whatever the actions are.

Prints:
    done
    ['c', 'folder/b'] [('float', 1.0), ('n', 3)] True
    FailedPrecondition True FailedPrecondition True
    FailedPrecondition True FailedPrecondition True
    FailedPrecondition True done
    FailedPrecondition True FailedPrecondition True
    done
    [('a', {'new': True}), ('folder/b', {'n': 20})] True
    done done done
    done 25
    FailedPrecondition True 25
    done
    Put(key='key', value={'n': 1}, if_revision=None) None Delete(key='key', if_revision=None) Check(key='key', revision=None) Check(key='k', revision='r')
    Put(key='other', value={'n': 1}, if_revision=None) Put(key='k', value={}, if_revision='r') True False

Leaves:
    one  'a'  {'new': True}
    one  'folder/b'  {'n': 20}
"""

from collections.abc import Sequence

from infrar import kv
from infrar.kv import Check, Delete, Put, transact

TABLE = "conformance-one"


def tried(actions: Sequence[Put | Delete | Check]) -> str:
    before = kv.list_keys(TABLE)
    try:
        transact(TABLE, actions)
    except kv.AlreadyExists:
        return "AlreadyExists"
    except kv.FailedPrecondition:
        return f"FailedPrecondition {kv.list_keys(TABLE) == before}"
    return "done"


a = kv.put(TABLE, "a", {"n": 1})
b = kv.put(TABLE, "folder/b", {"n": 2})
print(tried([Put("c", {"n": 3, "float": 1.0}), Delete("a"), Check("folder/b", b), Check("d", None)]))
print(kv.list_keys(TABLE), sorted(kv.get(TABLE, "c").value.items()), kv.get(TABLE, "folder/b").revision == b)
c = kv.get(TABLE, "c").revision
print(tried([Put("e", {}), Check("folder/b", a)]), tried([Put("e", {}), Check("missing", a)]))
print(tried([Delete("c"), Check("folder/b", None)]), tried((Put("e", {}), Put("folder/b", {}, a))))
print(tried([Put("e", {}), Delete("folder/b", if_revision=a)]), tried([Delete("missing"), Delete("missing too")]))
print(tried([Put("missing", {}, if_revision=a)]), tried([Delete("missing", a), Put("e", {})]))
print(tried([Put("folder/b", {"n": 20}, b), Delete("c", c), Put("a", {"new": True})]))
print([(document.key, document.value) for document in kv.query(TABLE)], kv.get(TABLE, "folder/b").revision != b)
print(tried([]), tried([Check("nobody", None)]), tried([Check(document.key, document.revision) for document in kv.query(TABLE)]))
print(tried([Put(f"many/{number}", {"n": number}) for number in range(25)]), len(kv.list_keys(TABLE, "many/")))
print(tried([*[Delete(f"many/{number}") for number in range(24)], Check("many/24", None)]), len(kv.list_keys(TABLE, "many/")))
print(tried([Delete(f"many/{number}") for number in range(25)]))
action = Put("key", {"n": 1})
print(action, action.if_revision, Delete("key"), Check("key", None), Check(key="k", revision="r"))
print(action._replace(key="other"), Put(key="k", value={}, if_revision="r"), isinstance(action, Put), isinstance(action, Delete))
