# Run by sh inside a member's container, with nothing but /proc.

state() { # of a process: what stands after the name, which may hold spaces
  line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  line=${line##*) }
  echo "${line%% *}"
}

family() { # a process, its children and theirs
  level=$1
  while [ -n "$level" ]; do
    echo "$level"
    next=
    for pid in $level; do
      next="$next $(cat "/proc/$pid"/task/*/children 2>/dev/null)"
    done
    level=$(echo $next)
  done
}

told() { # whether a stop is pending: it comes before the next instruction
  for pending in $(sed -n 's/^S[ih][gd]Pnd:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null); do
    [ $((0x$pending >> 18 & 1)) -eq 0 ] || return 0
  done
  return 1
}

running() { # those that execute: not those that wait in the kernel, for a disk or a stopped child
  for pid in $(family "$1"); do
    case $(state "$pid") in
      T | Z | '') ;;
      D) told "$pid" || echo "$pid" ;;
      *) echo "$pid" ;;
    esac
  done
}

stop() { # until two looks one after the other find nobody who runs
  quiet=0 tries=0
  while [ "$quiet" -lt 2 ]; do
    left=$(running "$1")
    if [ -z "$left" ]; then
      quiet=$((quiet + 1))
    else
      quiet=0 tries=$((tries + 1))
      [ "$tries" -le 300 ] || { echo "still running: $left" >&2; exit 1; }
      kill -STOP $left 2>/dev/null
      sleep 0.05
    fi
  done
}

stopped() {
  for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}
    [ "$(state "$pid")" != T ] || echo "$pid"
  done
}

resume() { # whatever of the container is stopped
  tries=0
  while left=$(stopped) && [ -n "$left" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 300 ] || { echo "still stopped: $left" >&2; exit 1; }
    kill -CONT $left 2>/dev/null
    sleep 0.05
  done
}
