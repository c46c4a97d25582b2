-- SPDX-License-Identifier: Apache-2.0
-- wrk asks for the paths of the file SINERGI_PATHS by turns; each thread begins elsewhere.
local threads = 0

function setup(thread)
  thread:set("place", threads * 131)
  threads = threads + 1
end

function init()
  requests = {}
  for path in io.lines(os.getenv("SINERGI_PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  place = place + 1
  return requests[place % #requests + 1]
end
