package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.Secret;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.pods.PodPart.KeyFile;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns a lab's model into Kubernetes objects: the members' configuration and the manifests. */
final class ObjectRenderer implements PodHost {
  private final Lab lab;
  private final Components components;
  private final Owner owner;
  private final ClusterAddresses addresses;
  private final Map<String, String> images;
  private final Function<KeyFile, String> key;
  private final MemberValues members;
  private final Manifests manifests;

  /**
   * A renderer.
   *
   * @param images full name with tag, by the name of its folder in {@code clusters/images}
   * @param key the content of a file that was made once for the lab
   */
  ObjectRenderer(
      Lab lab,
      Components components,
      Owner owner,
      Map<String, String> images,
      Function<Secret, String> password,
      Function<KeyFile, String> key) {
    this.lab = lab;
    this.components = components;
    this.owner = owner;
    this.addresses = new ClusterAddresses(lab.spec(), components);
    this.images = images;
    this.key = key;
    this.members = new MemberValues(lab, components, addresses::address, password);
    this.manifests = new Manifests(lab.root().resolve("clusters/manifests"), owner);
  }

  /** Everything but Jobs: what the cluster shall always have. */
  List<GenericKubernetesResource> objects() {
    TemplateValues values = manifestValues();
    return Stream.of(
            configuration(),
            services(),
            manifests.objects("", values),
            components.all().stream()
                .flatMap(d -> manifests.own(d.component().label(), values).stream())
                .toList(),
            // What belongs to the cluster as a whole is ours only where the cluster is.
            owner.everywhere()
                ? manifests.objects("cluster", values)
                : List.<GenericKubernetesResource>of())
        .flatMap(List::stream)
        .toList();
  }

  /** A Job that brings something up to date. */
  GenericKubernetesResource job(String name) {
    return manifests.file("jobs/" + name + ".yaml", manifestValues()).getFirst();
  }

  /** All that the cluster may have of ours. */
  List<GenericKubernetesResource> everything() {
    return Stream.concat(objects().stream(), manifests.objects("jobs", manifestValues()).stream())
        .toList();
  }

  private List<GenericKubernetesResource> services() {
    List<GenericKubernetesResource> services = new ArrayList<>();
    for (Definition definition : components.all()) {
      String label = definition.component().label();
      if (serves(definition)) {
        for (Member member : lab.members(definition.component())) {
          services.addAll(manifests.file("members/" + label + ".yaml", memberValues(member)));
        }
      }
    }
    return services;
  }

  /** Whether its members have Services of their own: a Sentinel shares its Redis'. */
  private static boolean serves(Definition definition) {
    return definition
        .pods()
        .filter(p -> p.service() != PodPart.NONE)
        .filter(p -> p.pod().equals(definition.component().label()))
        .isPresent();
  }

  private TemplateValues memberValues(Member member) {
    TemplateValues v = manifestValues().text("member", member.name());
    v.text("address", addresses.address(member));
    for (Definition definition : components.all()) {
      if (!definition.component().onEdge()) {
        nodePorts(definition, K3sLabs.number(member), v);
      }
    }
    return v;
  }

  private void nodePorts(Definition definition, int n, TemplateValues v) {
    for (Port port : ClusterAddresses.ports(definition)) {
      v.number(port.name() + "NodePort", addresses.nodePort(port, definition, n));
    }
  }

  private TemplateValues manifestValues() {
    TemplateValues v = new TemplateValues();
    v.text("namespace", owner.namespace());
    v.text("lab", lab.spec().name());
    images.forEach((name, image) -> v.text("image" + capital(name), image));
    v.lines("memberNodes", memberNodes());
    v.text("edgeNode", lab.edge().name());
    v.number("apiNodePort", addresses.apiNodePort());
    for (Definition definition : components.all()) {
      definition.pods().ifPresent(p -> p.values(this, v));
      if (definition.component().onEdge()) {
        nodePorts(definition, 0, v);
      }
    }
    Map<String, String> hashes = new LinkedHashMap<>();
    configs().forEach(c -> hashes.merge(c.owner(), c.hash(), String::concat));
    hashes.forEach((name, hash) -> v.text(name + "ConfigHash", hash));
    return v;
  }

  /**
   * Where members may be, as terms of a node affinity: on the named nodes, or on any but the edge.
   */
  private String memberNodes() {
    String term = "{matchFields: [{key: metadata.name, operator: %s, values: ['%s']}]}";
    return lab.spec().nodes().isEmpty()
        ? "[%s]".formatted(term.formatted("NotIn", lab.edge().name()))
        : lab.nodes().stream()
            .map(n -> term.formatted("In", n.name()))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private List<GenericKubernetesResource> configuration() {
    return configs().stream().map(c -> manifests.owned(ConfigObjects.of(c), c.name())).toList();
  }

  /** The members' files, filled. */
  List<ConfigFiles> configs() {
    return components.all().stream()
        .flatMap(d -> d.pods().stream())
        .flatMap(p -> p.files(this).stream())
        .toList();
  }

  @Override
  public Lab lab() {
    return lab;
  }

  @Override
  public String namespace() {
    return owner.namespace();
  }

  @Override
  public MemberValues members() {
    return members;
  }

  @Override
  public TemplateValues values(Member member) {
    return members
        .of(member)
        .text("lab", lab.spec().name())
        .text("namespace", owner.namespace())
        .text("bind", "0.0.0.0")
        .text("data", "/data")
        .text("secrets", "/etc/labctl")
        .text("observer", lab.observer());
  }

  @Override
  public boolean ownsCluster() {
    return owner.everywhere();
  }

  @Override
  public String image(String name) {
    return images.getOrDefault(name, "");
  }

  @Override
  public String address(int last) {
    return addresses.kubernetes().service(last);
  }

  @Override
  public String key(KeyFile file) {
    return key.apply(file);
  }
}
