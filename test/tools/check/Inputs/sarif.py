"""Checks that a file is SARIF 2.1.0, and prints what a test looks at.

    sarif.py FILE

The official schema is not part of this project. If ROWLOCK_SARIF_SCHEMA names a
copy and python3-jsonschema is there, the file is validated with it. The rules
below, which are those of the schema and of the standard's prose that matter for
what we write, are always checked.
"""
import json
import os
import re
import sys

errors = []


def require(condition, what):
    if not condition:
        errors.append(what)


def only(value, where, required, optional=()):
    require(isinstance(value, dict), f"{where}: an object is expected")
    for key in required:
        require(key in value, f"{where}: '{key}' is missing")
    for key in value:
        require(key in required or key in optional, f"{where}: '{key}' is unknown")


def message(value, where):
    only(value, where, ["text"], ["markdown"])
    require(value["text"], f"{where}: an empty message")


def artifact(value, where, bases):
    only(value, where, ["uri"], ["uriBaseId"])
    uri = value["uri"]
    require(re.fullmatch(r"[A-Za-z0-9._~/:%-]+", uri), f"{where}: '{uri}' is no URI")
    if "uriBaseId" in value:
        require(value["uriBaseId"] in bases, f"{where}: the base is unknown")
        require(not uri.startswith(("/", "file:")), f"{where}: '{uri}' is not relative")
    else:
        require(uri.startswith("file:///"), f"{where}: '{uri}' has no base")


def region(value, where):
    only(value, where, ["startLine", "startColumn"], ["endLine", "endColumn"])
    require(all(isinstance(n, int) and n > 0 for n in value.values()), f"{where}: numbers")


def location(value, where, bases):
    only(value, where, ["physicalLocation"], ["logicalLocations", "id", "message"])
    physical = value["physicalLocation"]
    only(physical, where, ["artifactLocation"], ["region"])
    artifact(physical["artifactLocation"], where, bases)
    if "region" in physical:
        region(physical["region"], where)


def run(value):
    only(
        value,
        "run",
        ["tool", "results", "columnKind", "originalUriBaseIds", "invocations"],
    )
    require(value["columnKind"] in ("unicodeCodePoints", "utf16CodeUnits"), "columnKind")
    bases = value["originalUriBaseIds"]
    for name, base in bases.items():
        require(re.fullmatch(r"file:///.*/", base["uri"]), f"base {name}: {base['uri']}")
    driver = value["tool"]["driver"]
    rules = driver["rules"]
    require(len({r["id"] for r in rules}) == len(rules), "rules are not unique")
    for rule in rules:
        for key in ("shortDescription", "fullDescription", "help"):
            message(rule[key], f"{rule['id']}: {key}")
        require(rule["defaultConfiguration"]["level"] == "warning", "default level")
    for each in value["invocations"]:
        only(
            each,
            "invocation",
            ["executionSuccessful", "exitCode"],
            ["toolExecutionNotifications", "toolConfigurationNotifications"],
        )
        for kind in ("toolExecutionNotifications", "toolConfigurationNotifications"):
            for notification in each[kind]:
                message(notification["message"], kind)
                for place in notification.get("locations", []):
                    location(place, kind, bases)
    for each in value["results"]:
        result(each, rules, bases)


def result(each, rules, bases):
    where = each["ruleId"]
    require(rules[each["ruleIndex"]]["id"] == each["ruleId"], f"{where}: ruleIndex")
    require(each["level"] in ("none", "note", "warning", "error"), f"{where}: level")
    message(each["message"], where)
    require(len(each["locations"]) == 1, f"{where}: one location")
    for place in each["locations"] + each["relatedLocations"]:
        location(place, where, bases)
    ids = [place["id"] for place in each["relatedLocations"]]
    require(len(set(ids)) == len(ids), f"{where}: ids of related locations")
    for name, text in each["partialFingerprints"].items():
        require(re.fullmatch(r"[0-9a-f]{16}:\d+", text), f"{where}: {name}")
    for fix in each.get("fixes", []):
        only(fix, where, ["artifactChanges"], ["description"])
        for change in fix["artifactChanges"]:
            artifact(change["artifactLocation"], where, bases)
            require(change["replacements"], f"{where}: no replacement")
            for replacement in change["replacements"]:
                region(replacement["deletedRegion"], where)


def validate(log):
    path = os.environ.get("ROWLOCK_SARIF_SCHEMA")
    if not path:
        return
    import jsonschema

    with open(path, encoding="utf-8") as text:
        schema = json.load(text)
    validator = jsonschema.validators.validator_for(schema)(schema)
    for error in validator.iter_errors(log):
        errors.append(f"schema: {list(error.path)}: {error.message}")


def main():
    # Strictly UTF-8.
    with open(sys.argv[1], "rb") as file:
        log = json.loads(file.read().decode("utf-8"))
    only(log, "log", ["$schema", "version", "runs"])
    require(log["version"] == "2.1.0", "version")
    for each in log["runs"]:
        run(each)
    validate(log)
    for each in log["runs"]:
        rules = each["tool"]["driver"]["rules"]
        print("rules:", " ".join(sorted(rule["id"] for rule in rules)))
        for rule in rules:
            if rule["id"] == "rowlock-check-then-act":
                print("rule:", json.dumps(rule["properties"], sort_keys=True))
                print("short:", rule["shortDescription"]["text"])
                print("help:", rule["help"]["markdown"].splitlines()[0])
        for invocation in each["invocations"]:
            print("status:", invocation["executionSuccessful"], invocation["exitCode"])
            for kind in ("toolExecutionNotifications", "toolConfigurationNotifications"):
                for notification in invocation[kind]:
                    print(kind + ":", notification["message"]["text"])
        for found in each["results"]:
            place = found["locations"][0]
            physical = place["physicalLocation"]
            print(
                "result:",
                found["ruleId"],
                found["level"],
                physical["artifactLocation"]["uri"],
                physical["region"]["startLine"],
                physical["region"]["startColumn"],
                "in",
                place.get("logicalLocations", [{}])[0].get("fullyQualifiedName"),
            )
            print("fingerprint:", found["partialFingerprints"]["rowlock/v1"])
            print("properties:", json.dumps(found["properties"], sort_keys=True))
            for note in found["relatedLocations"]:
                line = note["physicalLocation"]["region"]["startLine"]
                print("related:", line, note["message"]["text"])
            for fix in found.get("fixes", []):
                print("fix:", fix["description"]["text"])
                for change in fix["artifactChanges"]:
                    for one in change["replacements"]:
                        area = one["deletedRegion"]
                        print(
                            "replace:",
                            change["artifactLocation"]["uri"],
                            area["startLine"],
                            area["startColumn"],
                            area["endLine"],
                            area["endColumn"],
                            one["insertedContent"]["text"],
                        )
    print("\n".join(errors) if errors else "valid")
    return 1 if errors else 0


sys.exit(main())
