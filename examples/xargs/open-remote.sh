#!/bin/sh
# Opens logs that lie in object storage, some at a time: each is fetched, opened, and what came of it stored.
#
#   LOGPUSH_PRIVATE_KEY="$(cat private.pem)" ./open-remote.sh r2:logs r2:opened < NAMES
#
# NAMES are the logs' names, one a line:  rclone lsf -R --files-only --include "*.log.gz" r2:logs
# Several machines take a part each:      rclone lsf … | split -n r/2/5 | ./open-remote.sh …
# COPY is the command that copies one file: "rclone copyto" without it, or "aws s3 cp --only-show-errors".
#
# Not through a pipe: what a broken pipe has stored looks as if it were all.
set -eu
from=${1:?"where the logs lie is missing"}
to=${2:?"where what is opened goes is missing"}
export COPY="${COPY:-rclone copyto}"

one='
  set -eu
  folder=$(mktemp -d)
  trap "rm -rf \"$folder\"" EXIT
  # Some shells leave without the trap when they are stopped.
  trap "exit 1" HUP INT TERM
  stem=${3%.log.gz}
  $COPY "$1/$3" "$folder/log.gz"
  status=0
  logpush-decrypt --quiet --jobs 1 -o "$folder/ndjson" --rejects "$folder/rejects" --report "$folder/report.json" "$folder/log.gz" || status=$?
  # 1: something stayed sealed, or was rejected. The rest is worth keeping.
  test "$status" -le 1
  for made in rejects report.json ndjson; do
    if test -e "$folder/$made"; then $COPY "$folder/$made" "$2/$stem.$made"; fi
  done
  exit "$status"
'
tr '\n' '\0' | xargs -0 -r -n 1 -P "${JOBS:-$(nproc)}" sh -c "$one" open "$from" "$to"
