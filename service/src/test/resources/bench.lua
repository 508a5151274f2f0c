-- What wrk sends. Arguments: KIND LINKS PAUSE. KIND is redirect or create; redirects ask for links 1 to
-- LINKS at random, whose codes ManyLinks computes likewise; PAUSE is the mean of the milliseconds that
-- each connection thinks before it asks again, 0 for none.
local DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
local STEP, CODES = 387420489, 62 ^ 7
local PREPARED = 10000
local kind, links, pause
local prepared = {}
local created = 0

local function code(link)
  local rest, text = math.fmod(link * STEP, CODES), ""
  for _ = 1, 7 do
    local digit = math.fmod(rest, 62)
    text = DIGITS:sub(digit + 1, digit + 1) .. text
    rest = (rest - digit) / 62
  end
  return text
end

local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  kind, links, pause = args[1], tonumber(args[2]), tonumber(args[3])
  math.randomseed(id * 7919 + os.time())
  if kind == "create" then
    wrk.method, wrk.headers["Content-Type"] = "POST", "application/json"
  end
  for link = 1, math.min(links, PREPARED) do
    prepared[link] = wrk.format("GET", "/" .. code(link))
  end
  if pause > 0 then
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  if kind == "create" then
    created = created + 1
    return wrk.format(nil, "/api/links", nil, '{"target":"https://load.example/' .. id .. "/" .. created .. '"}')
  end
  local link = math.random(links)
  return prepared[link] or wrk.format("GET", "/" .. code(link))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('BENCH {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"bad":%d}\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
