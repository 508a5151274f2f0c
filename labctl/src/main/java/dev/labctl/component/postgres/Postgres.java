package dev.labctl.component.postgres;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.Secret;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.List;
import java.util.Optional;

/** PostgreSQL, of which Patroni makes a primary and its standbys. */
public final class Postgres implements Definition {
  /** Of SQL. */
  public static final Access SQL = new Access("postgres");

  /** Of Patroni's REST interface. */
  public static final Access PATRONI = new Access("patroni");

  /** The component. */
  public static final Component COMPONENT = Component.led("postgres", SQL, "primary");

  /** The role that owns the shortener's tables. */
  public static final Secret OWNER = new Secret("owner");

  /** The role that the shortener writes as. */
  public static final Secret APP = new Secret("app");

  /** The role that the shortener reads as. */
  public static final Secret READER = new Secret("reader");

  static final Secret SUPERUSER = new Secret("superuser");
  static final Secret REPLICATION = new Secret("replication");
  static final Secret REWIND = new Secret("rewind");
  static final Secret PATRONI_PASSWORD = new Secret("patroni");

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(
        Port.reached(SQL, Ports::postgres, 50), Port.reached(PATRONI, Ports::patroni, 10));
  }

  @Override
  public List<Secret> secrets() {
    return List.of(SUPERUSER, REPLICATION, REWIND, APP, OWNER, READER, PATRONI_PASSWORD);
  }

  @Override
  public Look look(Inquiry inquiry) {
    return new PatroniLook(inquiry);
  }

  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(ScrapeJob.of("patroni", PATRONI, "patroni"));
  }

  @Override
  public LocalPart local() {
    return new PostgresLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new PostgresPods());
  }
}
