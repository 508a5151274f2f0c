package dev.labctl.lab;

/** Something that a fault may need and a platform may lack; {@link Platform#capability} has it. */
public sealed interface Capability
    permits Processes,
        NodePower,
        NodeNetwork,
        NodeDrain,
        KubernetesServers,
        PodDeletion,
        PostgresFailover {}
