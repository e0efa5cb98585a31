"""Packs the module in tools/sunrise into the wheel that hello-python brings along, the same bytes every time."""
import base64
import hashlib
import pathlib
import zipfile

ROOT = pathlib.Path(__file__).parent
WHEEL = ROOT.parent / "packs/hello-python/wheels/sunrise-1.0.0-py3-none-any.whl"
METADATA = "Metadata-Version: 2.1\nName: sunrise\nVersion: 1.0.0\nSummary: Says good morning.\n"
WHEEL_INFO = "Wheel-Version: 1.0\nGenerator: packyard-examples\nRoot-Is-Purelib: true\nTag: py3-none-any\n"

files = {
    "sunrise/__init__.py": (ROOT / "sunrise/__init__.py").read_text(),
    "sunrise-1.0.0.dist-info/METADATA": METADATA,
    "sunrise-1.0.0.dist-info/WHEEL": WHEEL_INFO,
}
record = []
for name, text in files.items():
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    record.append(f"{name},sha256={digest},{len(text.encode())}")
files["sunrise-1.0.0.dist-info/RECORD"] = "\n".join([*record, "sunrise-1.0.0.dist-info/RECORD,,", ""])

WHEEL.parent.mkdir(exist_ok=True)
with zipfile.ZipFile(WHEEL, "w", zipfile.ZIP_DEFLATED) as wheel:
    for name, text in files.items():
        wheel.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), text)
print(WHEEL)
