package dev.labctl.lab;

/**
 * A machine of the lab, or what stands for one: on {@code local} an address of the loopback block.
 */
public record Node(String name, String address) {}
