package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateErrorSeverity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a defect that can be ignored; case and dashes do not matter. */
public final class DefectConverter implements ITypeConverter<CertificateDefect> {

  /** Makes a converter. */
  public DefectConverter() {}

  @Override
  public CertificateDefect convert(String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    List<CertificateDefect> ignorable =
        Arrays.stream(CertificateDefect.values())
            .filter(defect -> defect.severity() == CertificateErrorSeverity.IGNORABLE)
            .toList();
    return ignorable.stream()
        .filter(defect -> defect.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' cannot be ignored (expected: one of " + ignorable + ")"));
  }
}
