package dev.labctl.component.redis;

import dev.labctl.component.Secrets;
import dev.labctl.component.Vitals;
import dev.labctl.lab.Endpoint;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;

/** Asks a Redis how it is. */
record RedisProbe(Secrets secrets) {
  Vitals of(Endpoint at) {
    try (Resp redis = new Resp(at, secrets.value(Redis.PASSWORD))) {
      Map<String, String> info = new HashMap<>();
      for (String line : redis.call("INFO", "replication").getFirst().split("\r\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          info.put(line.substring(0, colon), line.substring(colon + 1));
        }
      }
      return vitals(info);
    } catch (SocketTimeoutException e) {
      return Vitals.slow();
    } catch (IOException | NumberFormatException e) {
      return Vitals.silent();
    }
  }

  private static Vitals vitals(Map<String, String> info) {
    if ("master".equals(info.get("role"))) {
      String detail = info.getOrDefault("connected_slaves", "0") + " replicas";
      return new Vitals("master", true, null, null, detail);
    }
    boolean up = "up".equals(info.get("master_link_status"));
    long silent = Long.parseLong(info.getOrDefault("master_last_io_seconds_ago", "-1"));
    // The master pings every second, so silence up to one second is no lag.
    Double lag = up ? Double.valueOf(Math.max(0, silent - 1)) : null;
    String detail = up ? "of " + info.get("master_host") : "no link to its master";
    return new Vitals("replica", up, lag, null, detail);
  }
}
