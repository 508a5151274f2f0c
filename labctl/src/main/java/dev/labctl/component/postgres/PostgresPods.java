package dev.labctl.component.postgres;

import dev.labctl.component.Inquiry;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.Settling;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodActions;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Patroni and its Postgres in pods, with Kubernetes as their store, and pgBackRest's repository.
 */
final class PostgresPods implements PodPart {
  /** The last number of the repository's Service address. */
  private static final int REPOSITORY = 40;

  private static final KeyFile CERTIFICATE = new KeyFile("backup.crt", "LABCTLBACKUPCERTIFICATE0");
  private static final KeyFile KEY = new KeyFile("backup.key", "LABCTLBACKUPKEY0");

  @Override
  public String pod() {
    return "postgres";
  }

  /** The repository of backups is of the same image as what it backs up. */
  @Override
  public List<PodImage> images() {
    return List.of(new PodImage("postgres", true, true, (_, _) -> Map.of()));
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("postgres", 1), Application.of(Backups.NAME, 1));
  }

  @Override
  public int service() {
    return 10;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.idle(new Access(Backups.NAME), _ -> 8432, 60));
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    TemplateValues values =
        any(host)
            .lines("dynamic", PatroniSettings.of(host.lab().spec()).json())
            .lines("bypassApi", Boolean.toString(host.ownsCluster()));
    return List.of(
        ConfigFiles.secret("postgres", Map.of("patroni.yaml", fill("patroni-pods.yaml", values))),
        ConfigFiles.secret(Backups.NAME, backups(host)));
  }

  private static Map<String, String> backups(PodHost host) {
    List<String> members = new ArrayList<>();
    List<Member> all = host.lab().members(Postgres.COMPONENT);
    for (int n = 1; n <= all.size(); n++) {
      members.add(
          ("%1$s-host=%2$s\n%1$s-host-type=tls\n%1$s-host-ca-file=/etc/pgbackrest/backup.crt\n"
                  + "%1$s-host-cert-file=/etc/pgbackrest/backup.crt\n"
                  + "%1$s-host-key-file=/etc/pgbackrest/backup.key\n"
                  + "%1$s-path=/data/postgres\n%1$s-socket-path=/run/postgresql\n"
                  + "%1$s-user=postgres")
              .formatted("pg" + n, host.members().address().apply(all.get(n - 1))));
    }
    TemplateValues values =
        any(host)
            .text("backupAddress", host.address(REPOSITORY))
            .lines("backupMembers", String.join("\n", members));
    return Map.of(
        "member.conf",
        fill("pgbackrest-member.conf", values),
        "repository.conf",
        fill("pgbackrest-repository.conf", values),
        "restore.conf",
        fill("pgbackrest-restore.conf", values),
        CERTIFICATE.name(),
        host.key(CERTIFICATE),
        KEY.name(),
        host.key(KEY));
  }

  @Override
  public void values(PodHost host, TemplateValues values) {
    MemberValues members = host.members();
    values
        .text("postgresAddresses", members.each(Postgres.COMPONENT, " ", members.address()))
        .text("backupAddress", host.address(REPOSITORY));
  }

  @Override
  public List<KeyFile> keys() {
    return List.of(CERTIFICATE, KEY);
  }

  @Override
  public void makeKeys(PodHost host, Path folder) {
    BackupIdentity.create(folder, names(host), new SecureRandom());
  }

  /** What pgBackRest's two sides are called by each other: their addresses. */
  private static List<String> names(PodHost host) {
    MemberValues members = host.members();
    return Stream.concat(
            Stream.of(host.address(REPOSITORY)),
            host.lab().members(Postgres.COMPONENT).stream().map(members.address()))
        .toList();
  }

  @Override
  public void settle(PodActions actions, Settling settling) {
    PatroniSettings.settle(settling);
    Backups.settle(actions, settling);
  }

  @Override
  public List<VersionedProgram> versions() {
    return List.of(
        VersionedProgram.of("patroni", "patroni"), VersionedProgram.of("postgres", "postgres"));
  }

  @Override
  public String mainProcess() {
    return "$(head -n 1 /data/postgres/postmaster.pid)";
  }

  /** Patroni starts another postmaster without leaving its container. */
  @Override
  public boolean restartsWithin() {
    return true;
  }

  @Override
  public Optional<String> started(Inquiry inquiry, Member member) {
    return Patroni.of(inquiry)
        .self(member)
        .map(json -> json.path("postmaster_start_time").asString(""));
  }

  @Override
  public Map<String, String> shell(String kubectl) {
    return Map.of(
        "PATRONICTL",
        kubectl + " exec -i postgres-1 -c postgres -- patronictl -c /etc/labctl/patroni.yaml");
  }

  @Override
  public void guide(PodHost host, TemplateValues values) {
    values
        .lines("roles", new DatabaseRoles(host.members().password()).sql().strip())
        .lines(
            "backupNames",
            names(host).stream().map(a -> "DNS:" + a).collect(Collectors.joining(",")));
  }

  /** For files that are the same for every member. */
  private static TemplateValues any(PodHost host) {
    Lab lab = host.lab();
    return host.values(lab.members(Postgres.COMPONENT).getFirst());
  }

  private static String fill(String template, TemplateValues values) {
    return Template.beside(PostgresPods.class, template).fill(values);
  }
}
