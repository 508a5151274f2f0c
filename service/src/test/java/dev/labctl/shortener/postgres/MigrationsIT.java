package dev.labctl.shortener.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an older release stored, after the migrations since. */
class MigrationsIT {
  private static final String DATABASE = "older";
  private static final String HOUR = "date_trunc('hour', now(), 'UTC')";

  @Test
  void clicksOfTheFourTablesADayAreKeptInOneRowAndNoHourCountsTwice() throws IOException {
    try (Lab lab = new Lab().start()) {
      lab.postgres()
          .execute(0, "postgres", "create database " + DATABASE + " owner shortener_owner");
      Settings.Postgres postgres = settings(lab);
      Migrations.configuration(postgres).target("4").load().migrate();
      lab.postgres()
          .execute(
              0,
              DATABASE,
              "insert into links (code, target) values ('clicked', 'https://load.example/')",
              "insert into click_minutes values ('clicked', " + HOUR + ", 2)",
              "insert into click_hours values ('clicked', " + HOUR + ", 2)",
              "insert into click_minutes values ('clicked', " + HOUR + " - interval '1 hour', 3)",
              "insert into click_hours values ('clicked', " + HOUR + " - interval '1 hour', 7)",
              "insert into click_hours values ('clicked', " + HOUR + " - interval '9 days', 5)",
              "insert into click_days values ('clicked', current_date, 9, 4)",
              "insert into click_days values ('clicked', current_date - 9, 5, 0)",
              "insert into click_referrers values ('clicked', current_date, 'direct', 8)",
              "insert into click_referrers values ('clicked', current_date, 'news.example', 1)",
              "insert into click_agents values ('clicked', current_date, 'Bot', 4)",
              "insert into click_agents values ('clicked', current_date, 'Firefox', 5)",
              "insert into click_visitors values ('clicked', current_date, '{-32767,7}')");

      assertThat(Migrations.apply(postgres)).isPositive();

      assertThat(
              rows(
                  lab,
                  "select concat_ws(' ', clicks, bots, referrers, agents, registers)"
                      + " from click_days order by day desc"))
          .containsExactly(
              "9 4 {\"direct\": 8, \"news.example\": 1} {\"Bot\": 4, \"Firefox\": 5} {-32767,7}",
              "5 0 {} {} {}");
      assertThat(rows(lab, "select clicks from click_hours order by hour desc"))
          .as("hours without the clicks that minutes still have")
          .containsExactly("4", "5");
      assertThat(rows(lab, "select clicks from click_minutes order by minute desc"))
          .containsExactly("2", "3");
      assertThat(rows(lab, totals("minute") + " order by 1"))
          .as("for nobody's links and for all")
          .containsExactly("-1 2", "-1 3", "0 2", "0 3");
      assertThat(rows(lab, totals("hour") + " order by 1"))
          .containsExactly("-1 4", "-1 5", "0 4", "0 5");
      lab.postgres().execute(0, DATABASE, "delete from links");
      assertThat(rows(lab, "select clicks from click_days")).isEmpty();
    }
  }

  private static String totals(String unit) {
    return "select concat_ws(' ', owner, clicks) from click_total_" + unit + "s";
  }

  private static Settings.Postgres settings(Lab lab) throws IOException {
    Path config = lab.config(DATABASE, 1, 2); // ports where nothing listens
    String text =
        Files.readString(config).replace("database: shortener\n", "database: " + DATABASE + "\n");
    return Settings.read(Files.writeString(config, text)).postgres();
  }

  private static List<String> rows(Lab lab, String sql) {
    return lab.postgres().texts(0, DATABASE, sql);
  }
}
