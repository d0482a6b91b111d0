package io.reactivesockets.test;

import io.reactivesockets.architecture.ArchitectureRules;

class TestSupportArchitectureTest extends ArchitectureRules {}
