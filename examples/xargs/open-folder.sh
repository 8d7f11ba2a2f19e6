#!/bin/sh
# Opens the logs of a folder, some processes at a time, on one machine or on several that share it.
#
#   LOGPUSH_PRIVATE_KEY="$(cat private.pem)" ./open-folder.sh LOGS OPENED [SHARE]
#
# LOGS has a folder a day, as Logpush writes them, or files; each becomes OPENED/NAME.ndjson, with NAME.rejects and
# NAME.report.json beside it. What is there is not opened again, so a run that was stopped is just started again.
# SHARE says which part of the work is this machine's: 2/5 is the second of five. JOBS is the number of processes.
#
# Ends with 0 if all was opened, with 123 if not: the reports tell what.
set -eu
logs=${1:?"the folder with logs is missing"}
opened=${2:?"the folder for what is opened is missing"}
share=${3:-1/1}
test -d "$logs" || { echo "$logs is no folder" >&2; exit 2; }
case "$share" in
  [1-9]*/[1-9]*) ;;
  *) echo "the share is $share, and not like 2/5" >&2; exit 2 ;;
esac
mkdir -p "$opened"

# A process opens one of them after the other: more would wait for each other's cores.
one='
  name=$(basename "$2" .log.gz)
  test -e "$1/$name.ndjson" && exit
  exec logpush-decrypt --quiet --jobs 1 -o "$1/$name.ndjson" --rejects "$1/$name.rejects" --report "$1/$name.report.json" "$2"
'
find "$logs" -mindepth 1 -maxdepth 1 \( -type d -o -name "*.log.gz" \) | sort |
  awk -v share="$share" 'BEGIN { split(share, part, "/") } (NR - part[1]) % part[2] == 0' |
  tr '\n' '\0' | xargs -0 -r -n 1 -P "${JOBS:-$(nproc)}" sh -c "$one" open "$opened"
