package io.reactivesockets.triggers.activity;

import io.reactivesockets.architecture.ArchitectureRules;

class TriggersArchitectureTest extends ArchitectureRules {}
