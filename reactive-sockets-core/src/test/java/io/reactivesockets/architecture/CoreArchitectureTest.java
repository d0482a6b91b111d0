package io.reactivesockets.architecture;

class CoreArchitectureTest extends ArchitectureRules {}
