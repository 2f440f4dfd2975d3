#!/usr/bin/env bash
# Makes .venv-bench, where the benches' peers live: the locked requirements, PyTorch for the processor, and the package.
# usage: make_bench_environment.sh PYTHON UV; a peer that cannot be installed here is said aloud and left out.
set -euo pipefail
python=$1 uv=$2 folder=.venv-bench
torch=torch==2.13.0

rm -rf "$folder"
"$python" -m venv "$folder"

# uv knows where the builds for the processor lie; where it reaches none, the machine's own pip decides.
if ! "$uv" pip install --quiet --python "$folder" --torch-backend cpu "$torch" 2>/dev/null; then
  echo "No PyTorch for the processor through uv; asking pip"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$torch" ||
    echo "PyTorch is missing: LensKit and VAECF will be named as missing"
fi

# LightFM comes as source and needs a C compiler; it must not take the other peers with it.
without=$(mktemp)
trap 'rm -f "$without"' EXIT
awk '/^[a-z]/ { skip = /^lightfm-next==/ } !skip' requirements-bench.lock >"$without"
"$uv" pip install --quiet --python "$folder" --no-deps --require-hashes -r "$without"
"$uv" pip install --quiet --python "$folder" --no-deps --require-hashes -r requirements-bench.lock ||
  echo "LightFM is missing: it needs a C compiler (Debian: apt-get install gcc)"
"$uv" pip install --quiet --python "$folder" --no-deps -e .
touch "$folder/.ready"
