#!/bin/sh
# Started detached by labctl before it injects a fault. Takes the fault back when labctl no longer
# can: it died (also by kill -9), or the fault is overdue. Ends when the journal says it is settled.
pid=$1 started=$2 due=$3 journal=$4 id=$5
shift 5 # what is left is the recovery command

settled() {
  grep -qF "{\"line\":\"settled\",\"id\":\"$id\"," "$journal"
}

alive() {
  stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
  set -- ${stat##*) }
  [ "$1" != Z ] && [ "$1" != X ] && [ "${20}" = "$started" ]
}

tries=0
until settled; do
  if ! alive || [ "$(date +%s)" -ge "$due" ]; then
    echo "$(date -u +%FT%TZ) recovering $id"
    "$@" && exit 0
    tries=$((tries + 1))
    if [ "$tries" -ge 5 ]; then
      echo "$(date -u +%FT%TZ) gave up on $id after $tries tries: run labctl chaos recover"
      exit 6
    fi
    sleep 4
  fi
  sleep 1
done
