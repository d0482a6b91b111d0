package io.reactivesockets.samples.rsock;

import io.reactivesockets.transport.Transport;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is, and on what it runs. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Rsock.class.getPackage().getImplementationVersion();
    return new String[] {
      "rsock " + Optional.ofNullable(version).orElse("(not packaged)"),
      "transports: " + String.join(", ", Transport.available()),
      "java: " + Runtime.version()
    };
  }
}
