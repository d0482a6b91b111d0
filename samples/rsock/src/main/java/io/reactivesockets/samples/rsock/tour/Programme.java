package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/** What the tour shows, in this order. */
final class Programme {

  private Programme() {}

  /**
   * @param echoOn the transports to show the echo on
   * @param others the transport of all other scenes
   */
  static List<Scene> scenes(List<Transport> echoOn, Transport others) {
    Stage stage = new Stage(others);
    List<Scene> scenes = new ArrayList<>();
    echoOn.forEach(transport -> scenes.add(new EchoScene(transport)));
    scenes.add(new BackPressureScene(stage));
    scenes.add(new HalfCloseScene(stage));
    scenes.add(new FramingScene(stage));
    scenes.add(new ListenerScene(stage));
    scenes.add(new HappyEyeballsScene(stage));
    scenes.add(new UdpScene(others));
    scenes.add(new TlsScene(stage));
    scenes.add(new StartTlsScene(stage));
    scenes.add(new MessageWebSocketScene(stage));
    scenes.add(new StreamWebSocketScene(stage));
    scenes.add(new ControlChannelScene(others));
    scenes.add(new BrokerScene(stage));
    scenes.add(new ErrorsScene(stage));
    return scenes;
  }
}
