"""Reads YAML files, named on standard input one a line, as StackStorm does, and prints what each holds as a line of JSON.

What JSON has no word for is printed as it is written, and counted: dates, numbers that are not finite or not exact, and
keys that are no texts.
"""
import json
import sys

import yaml

Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(Base):
    def construct_mapping(self, node, deep=False):
        if not isinstance(node, yaml.MappingNode):
            raise yaml.constructor.ConstructorError(None, None, "expected a mapping", node.start_mark)
        self.flatten_mapping(node)
        mapping = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "found unhashable key", key.start_mark)
            if not isinstance(self.construct_object(key), str):
                count("keys that are no texts")
            mapping[key.value] = self.construct_object(value, deep=deep)
        return mapping


COUNTS = {}


def count(what):
    COUNTS[what] = COUNTS.get(what, 0) + 1


def written(what):
    def construct(_loader, node):
        count(what)
        return node.value

    return construct


def number(construct, what):
    def constructed(loader, node):
        value = construct(loader, node)
        if value == value and abs(value) <= 2**53 - 1 or isinstance(value, float) and abs(value) < float("inf"):
            return value
        count(what)
        return node.value

    return constructed


Loader.add_constructor("tag:yaml.org,2002:timestamp", written("dates"))
Loader.add_constructor("tag:yaml.org,2002:int", number(Base.construct_yaml_int, "numbers that are not exact"))
Loader.add_constructor("tag:yaml.org,2002:float", number(Base.construct_yaml_float, "numbers that are not finite"))

for line in sys.stdin:
    try:
        with open(line.rstrip("\n"), "rb") as file:
            answer = {"value": yaml.load(file, Loader)}
    except Exception as error:
        answer = {"error": " ".join(str(error).split())[:300]}
    print(json.dumps(answer), flush=True)
print(json.dumps({"counts": COUNTS}))
