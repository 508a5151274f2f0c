"""Schemathesis' hooks for FuzzIT: things that exist in half of the inputs, and what was sent.

Without them nearly every generated code and id is unknown, and an operation is fuzzed no further than its 404; and
sooner or later one of the requests deletes the user that all of them are sent by.
"""

import atexit
import collections
import json
import os
import random

import schemathesis

with open(os.environ["FUZZ_KNOWN"], encoding="utf-8") as file:
    KNOWN = json.load(file)
SENT = collections.defaultdict(collections.Counter)
CHOICE = random.Random(int(os.environ["FUZZ_SEED"]))


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.path_parameters
    deletes = case.method.upper() == "DELETE"
    if "code" in path and CHOICE.random() < 0.5:
        codes = KNOWN["doomed" if deletes else "codes"]
        if codes:
            path["code"] = codes.pop() if deletes else CHOICE.choice(codes)
    if "tag" in path and CHOICE.random() < 0.5:
        path["tag"] = KNOWN["tag"]
    if case.path == "/api/users/{id}" and case.method.upper() != "GET":
        if str(path.get("id")) in ("me", KNOWN["self"]):
            path["id"] = int(KNOWN["victim"])


@schemathesis.hook
def after_call(context, case, response):
    SENT[f"{case.method.upper()} {case.path}"][response.status_code] += 1


@atexit.register
def report():
    with open(os.environ["FUZZ_SENT"], "w", encoding="utf-8") as out:
        json.dump(SENT, out)
