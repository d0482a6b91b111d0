package io.reactivesockets.websocket;

import io.reactivesockets.architecture.ArchitectureRules;

class WebSocketArchitectureTest extends ArchitectureRules {}
