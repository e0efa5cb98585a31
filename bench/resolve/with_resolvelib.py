"""Solves one problem of a file with resolvelib, as often as there is time for, and prints the best time and the memory."""

import json
import resource
import sys
import time
from functools import lru_cache

from packaging.specifiers import SpecifierSet
from packaging.version import Version
from resolvelib import AbstractProvider, BaseReporter, Resolver, ResolutionImpossible

problem = json.load(open(sys.argv[1]))
specifiers = lru_cache(None)(SpecifierSet)
versions = {
    ref: [(Version(one["version"]), one["needs"]) for one in reversed(offered)]
    for ref, offered in problem["packs"].items()
}


class Provider(AbstractProvider):
    def identify(self, requirement_or_candidate):
        return requirement_or_candidate[0]

    def get_preference(self, identifier, resolutions, candidates, information, backtrack_causes):
        is_cause = any(cause.requirement[0] == identifier for cause in backtrack_causes)
        return (not is_cause, identifier)

    def find_matches(self, identifier, requirements, incompatibilities):
        wanted = [specifiers(requirement[1]) for requirement in requirements[identifier]]
        bad = {candidate[1] for candidate in incompatibilities[identifier]}
        return [
            (identifier, version, needs)
            for version, needs in map(lambda one: (one[0], tuple(one[1].items())), versions.get(identifier, []))
            if version not in bad and all(version in specifier for specifier in wanted)
        ]

    def is_satisfied_by(self, requirement, candidate):
        return candidate[1] in specifiers(requirement[1])

    def get_dependencies(self, candidate):
        return list(candidate[2])


def solve():
    resolver = Resolver(Provider(), BaseReporter())
    try:
        result = resolver.resolve([(ref, "") for ref in problem["wanted"]], max_rounds=1_000_000)
        return {ref: str(candidate[1]) for ref, candidate in result.mapping.items()}
    except ResolutionImpossible:
        return None


best = float("inf")
started_at = time.perf_counter()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
while True:
    start = time.perf_counter()
    chosen = solve()
    best = min(best, time.perf_counter() - start)
    if time.perf_counter() - started_at > 1:
        break
megabytes = round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
print(json.dumps({"milliseconds": best * 1000, "megabytes": megabytes, "chosen": chosen or {}, "isSolved": chosen is not None}))
