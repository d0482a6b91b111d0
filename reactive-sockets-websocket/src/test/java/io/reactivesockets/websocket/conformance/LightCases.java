package io.reactivesockets.websocket.conformance;

import io.reactivesockets.websocket.conformance.Case.Weight;
import java.util.ArrayList;
import java.util.List;

/** The cases that a process can be put through in seconds. */
final class LightCases {

  private static final int MESSAGES = 5;

  private LightCases() {}

  static List<Case> every(int nth) {
    List<Case> light = new ArrayList<>();
    light.addAll(Cases.all());
    light.addAll(DeflateCases.all(MESSAGES));
    light.removeIf(each -> each.weight() != Weight.LIGHT);
    List<Case> some = new ArrayList<>();
    for (int i = 0; i < light.size(); i += nth) {
      some.add(light.get(i));
    }
    return some;
  }
}
