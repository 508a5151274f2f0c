package dev.labctl.lab;

/**
 * One running part of the system; its name is {@code <component>-<n>}, on the edge {@code
 * <component>}.
 */
public record Member(String name, Component component, Node node) {}
