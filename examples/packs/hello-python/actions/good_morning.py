import json
import sys

from sunrise import greet

name = sys.argv[1] if len(sys.argv) > 1 else "world"
print(json.dumps({"greeting": greet(name)}))
