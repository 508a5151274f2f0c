package dev.labctl.platform.k3s;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.labctl.exit.LabctlException;
import dev.labctl.process.SideBySide;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the cluster's objects what the manifests say, by server-side apply, and deletes our own
 * that the manifests no longer have. The server merges, so what others have set stays; a difference
 * is what the server says after applying, compared with before. An object that is there and not
 * ours is refused.
 */
final class Applier {
  /** What is of one kind does not depend on each other, and a request mostly waits. */
  private static final SideBySide AT_ONCE = new SideBySide(6);

  private final ApiServers servers;
  private final Owner owner;
  private final NodePorts nodePorts;

  Applier(ApiServers servers, Owner owner) {
    this(servers, owner, new NodePorts(servers));
  }

  Applier(ApiServers servers, Owner owner, NodePorts nodePorts) {
    this.servers = servers;
    this.owner = owner;
    this.nodePorts = nodePorts;
  }

  /**
   * Applies; deletes nothing.
   *
   * @param dryRun asks the server what would change, and changes nothing
   * @return what changed, one line an object; empty when all was as it should be
   */
  List<String> apply(List<GenericKubernetesResource> manifests, boolean dryRun) {
    return apply(manifests, ours(), dryRun);
  }

  /**
   * Applies, and deletes those of our objects that are not wanted any more.
   *
   * @param wanted what stays, {@code manifests} among them
   * @param dryRun changes nothing
   * @return what changed and what was deleted, one line an object
   */
  List<String> applyAndPrune(
      List<GenericKubernetesResource> manifests,
      List<GenericKubernetesResource> wanted,
      boolean dryRun) {
    Map<Key, GenericKubernetesResource> ours = ours();
    List<String> changed = new ArrayList<>(apply(manifests, ours, dryRun));
    wanted.forEach(m -> ours.remove(key(m)));
    changed.addAll(delete(ours, dryRun));
    return changed;
  }

  private List<String> apply(
      List<GenericKubernetesResource> manifests,
      Map<Key, GenericKubernetesResource> ours,
      boolean dryRun) {
    Map<Kind, List<GenericKubernetesResource>> kinds =
        manifests.stream()
            .collect(groupingBy(m -> key(m).kind(), () -> new EnumMap<>(Kind.class), toList()));
    return kinds.values().stream()
        .flatMap(
            ofKind ->
                AT_ONCE.map(ofKind, m -> one(m, ours.get(key(m)), dryRun)).stream()
                    .flatMap(Optional::stream))
        .toList();
  }

  /**
   * Deletes those of our objects that are of these kinds.
   *
   * @return what was deleted, one line an object
   */
  List<String> delete(Set<Kind> kinds) {
    Map<Key, GenericKubernetesResource> left = ours();
    left.keySet().removeIf(key -> !kinds.contains(key.kind()));
    return delete(left, false);
  }

  /** The namespace's objects that labctl and what it runs have not made, as people call them. */
  List<String> strangers() {
    List<String> strangers = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kind.namespaced()) {
        servers
            .ask(
                "list " + kind.kubernetesName(),
                client ->
                    client
                        .genericKubernetesResources(kind.context())
                        .inNamespace(owner.namespace())
                        .list()
                        .getItems())
            .stream()
            .filter(o -> !owner.owns(o) && !owner.owned(o))
            .map(o -> key(o).toString())
            .forEach(strangers::add);
      }
    }
    return strangers;
  }

  private List<String> delete(Map<Key, GenericKubernetesResource> left, boolean dryRun) {
    List<String> pruned = new ArrayList<>();
    left.forEach(
        (key, object) -> {
          // What another object owns goes with it.
          if (object.getMetadata().getOwnerReferences().isEmpty()) {
            if (!dryRun) {
              servers.ask("delete " + key, client -> resource(client, object).delete());
            }
            pruned.add(key + " deleted");
          }
        });
    return pruned.reversed();
  }

  /** Prints as people call it. */
  private record Key(Kind kind, String namespace, String name) {
    @Override
    public String toString() {
      return kind.kubernetesName() + " " + name;
    }
  }

  private Optional<String> one(
      GenericKubernetesResource manifest,
      @Nullable GenericKubernetesResource before,
      boolean dryRun) {
    Key what = key(manifest);
    if (before == null) {
      refuseAnothers(what, manifest);
    }
    if (before == null && dryRun) {
      // Its namespace may be as missing as itself, and then the server cannot even try.
      return Optional.of(what + " created");
    }
    GenericKubernetesResource after =
        nodePorts.ask(
            "apply " + what,
            what.namespace(),
            what.name(),
            client -> {
              Resource<GenericKubernetesResource> resource = resource(client, manifest);
              return dryRun
                  ? resource.dryRun().fieldManager(Owner.LABCTL).forceConflicts().serverSideApply()
                  : resource.fieldManager(Owner.LABCTL).forceConflicts().serverSideApply();
            });
    if (before == null) {
      return Optional.of(what + " created");
    }
    return content(before).equals(content(after))
        ? Optional.empty()
        : Optional.of(what + " changed");
  }

  private void refuseAnothers(Key what, GenericKubernetesResource manifest) {
    GenericKubernetesResource there =
        servers.ask("look at " + what, client -> resource(client, manifest).get());
    if (there != null && !owner.owns(there)) {
      throw LabctlException.machine(
          "%s exists%s and labctl did not create it for the lab '%s' (it lacks the labels %s); delete or rename it, or give the lab another namespace"
              .formatted(
                  what,
                  what.namespace().isEmpty() ? "" : " in namespace " + what.namespace(),
                  owner.lab(),
                  new TreeMap<>(owner.labels())));
    }
  }

  private Map<Key, GenericKubernetesResource> ours() {
    Map<Key, GenericKubernetesResource> all =
        new TreeMap<>(
            Comparator.comparing(Key::kind).thenComparing(Key::namespace).thenComparing(Key::name));
    List<Kind> kinds =
        Stream.of(Kind.values())
            .filter(k -> owner.everywhere() || k.namespaced() || k == Kind.NAMESPACE)
            .toList();
    AT_ONCE.map(kinds, this::list).stream()
        .flatMap(List::stream)
        .forEach(object -> all.put(key(object), object));
    return all;
  }

  private List<GenericKubernetesResource> list(Kind kind) {
    return servers.ask(
        "list " + kind.kubernetesName(),
        client -> {
          var resources = client.genericKubernetesResources(kind.context());
          if (!kind.namespaced()) {
            return resources.withLabels(owner.labels()).list().getItems();
          }
          // A few of ours may be where Kubernetes wants them, not in the lab's namespace.
          return (owner.everywhere()
                  ? resources.inAnyNamespace().withLabels(owner.labels())
                  : resources.inNamespace(owner.namespace()).withLabels(owner.labels()))
              .list()
              .getItems();
        });
  }

  private Resource<GenericKubernetesResource> resource(
      KubernetesClient client, GenericKubernetesResource object) {
    Key key = key(object);
    var resources = client.genericKubernetesResources(key.kind().context());
    return key.kind().namespaced()
        ? resources.inNamespace(key.namespace()).resource(object)
        : resources.resource(object);
  }

  private static Key key(GenericKubernetesResource object) {
    String name = object.getMetadata().getName();
    Kind kind = Kind.of(object.getKind(), name);
    String namespace = kind.namespaced() ? object.getMetadata().getNamespace() : null;
    return new Key(kind, namespace == null ? "" : namespace, name);
  }

  /** Everything but what the server counts and notes by itself. */
  private static Map<String, Object> content(GenericKubernetesResource object) {
    Map<String, Object> content = new HashMap<>(object.getAdditionalProperties());
    content.remove("status");
    ObjectMeta meta =
        new ObjectMetaBuilder(object.getMetadata())
            .withManagedFields(List.of())
            .withResourceVersion(null)
            .withGeneration(null)
            .build();
    content.put("metadata", meta);
    return content;
  }
}
