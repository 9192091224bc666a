#!/bin/sh
# Builds the shim with the machine's C compiler: build.sh JAVA_HOME OUTPUT_FOLDER. Without one it leaves a file that
# says why, for the start method to tell, and succeeds: the rest of Furcula does not need it.
set -u
java_home=$1 out=$2
here=$(cd "$(dirname "$0")" && pwd)
machine=$(uname -m)
mkdir -p "$out"
rm -f "$out"/libfurcula_fork.so "$out"/missing.txt

missing() {
  echo "furcula: the native part of fork is not built: $1" >&2
  printf '%s' "$1" >"$out/missing.txt"
  exit 0
}

[ "$(uname -s)" = Linux ] || missing "it was built on $(uname -s), and is for Linux"
[ "$machine" = x86_64 ] || missing "it was built on $machine, and is for x86_64"
cc=${CC:-cc}
command -v "$cc" >/dev/null 2>&1 || missing "there was no C compiler ($cc) where it was built"
[ -f "$java_home/include/jni.h" ] || missing "the JDK that it was built with, in $java_home, has no include/jni.h"

# -O2 with frame-less leaves is fine; no sanitizers, no stack protector in the few functions that run on scratch stacks.
"$cc" -std=gnu11 -O2 -fPIC -shared -fvisibility=hidden -fno-stack-protector -Wall -Wextra -Werror \
  -ffile-prefix-map="$here"=. -Wl,--build-id=none -Wl,-z,now -Wl,-z,relro \
  -I"$java_home/include" -I"$java_home/include/linux" \
  -o "$out/libfurcula_fork.so" "$here"/*.c -pthread ||
  { echo "furcula: the C compiler failed on the native part of fork" >&2; exit 1; }
strip -s "$out/libfurcula_fork.so" 2>/dev/null || true
