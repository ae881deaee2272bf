# SPDX-License-Identifier: Apache-2.0
# What the scripts in tools/ share; sourced with the project's root as the current directory.

logs=build/logs

say() { printf '==> %s\n' "$*"; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# step NAME TEXT COMMAND...: runs the command into build/logs/NAME.log and says how long it took. If it fails, shows
# the end of the log, says where the rest is, and ends the script.
step() {
  local name=$1 text=$2 began=$SECONDS
  local log=$logs/$name.log
  shift 2
  mkdir -p "$logs"
  say "$text"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "failed after $((SECONDS - began)) s: $text. The whole log: $PWD/$log"
  fi
  printf '    %s s, log: %s\n' "$((SECONDS - began))" "$log"
}

# Names of the packages in the given sections of tools/packages.txt.
packages_of() {
  local section
  for section in "$@"; do
    awk -v wanted="[$section]" '/^\[/ { inside = ($0 == wanted); next } inside && NF && !/^#/' tools/packages.txt
  done | sort -u
}

# By Debian, or a program of that name from elsewhere: who has Node.js from its makers has an npm that bites Debian's.
is_installed() {
  command -v "$1" >/dev/null || [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

missing_packages() {
  local package
  for package in $(packages_of "$@"); do
    is_installed "$package" || echo "$package"
  done
}

as_root() {
  if [[ $EUID == 0 ]]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

apt_install() {
  # The lists of a fresh machine are empty, those of an old one may name packages that are gone.
  apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1 || as_root apt-get update
  as_root apt-get install --yes --no-install-recommends "$@" && return
  as_root apt-get update
  as_root apt-get install --yes --no-install-recommends "$@"
}

# need_packages SECTION...: installs what is missing.
need_packages() {
  command -v apt-get >/dev/null || die "this is no Debian: install what tools/packages.txt names, then build with cmake"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [[ ${#missing[@]} == 0 ]]; then
    say "Debian packages: all there"
    return
  fi
  [[ $EUID == 0 ]] || command -v sudo >/dev/null ||
    die "neither root nor sudo; as root, run: apt-get install ${missing[*]}"
  step packages "Installing Debian packages: ${missing[*]}" apt_install "${missing[@]}"
}

# wait_until SECONDS COMMAND...: true as soon as the command is.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}
