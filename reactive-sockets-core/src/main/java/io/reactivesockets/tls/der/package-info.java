/** The little of PEM and DER that keys, certificates and OCSP need; not exported. */
@NullMarked
package io.reactivesockets.tls.der;

import org.jspecify.annotations.NullMarked;
