package io.reactivesockets.error;

import java.util.List;

/** The numbers of the errors that sockets give, from the headers of Linux and macOS. */
final class ErrnoNames {

  record Name(String name, int linux, int darwin) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Name> ALL =
      List.of(
          new Name("EPERM", 1, 1),
          new Name("ENOENT", 2, 2),
          new Name("EINTR", 4, 4),
          new Name("EBADF", 9, 9),
          new Name("ENOMEM", 12, 12),
          new Name("EACCES", 13, 13),
          new Name("EBUSY", 16, 16),
          new Name("ENODEV", 19, 19),
          new Name("EINVAL", 22, 22),
          new Name("ENFILE", 23, 23),
          new Name("EMFILE", 24, 24),
          new Name("EPIPE", 32, 32),
          new Name("EAGAIN", 11, 35),
          new Name("EINPROGRESS", 115, 36),
          new Name("EALREADY", 114, 37),
          new Name("EDESTADDRREQ", 89, 39),
          new Name("EMSGSIZE", 90, 40),
          new Name("EPROTOTYPE", 91, 41),
          new Name("ENOPROTOOPT", 92, 42),
          new Name("EPROTONOSUPPORT", 93, 43),
          new Name("ESOCKTNOSUPPORT", 94, 44),
          new Name("EOPNOTSUPP", 95, 102),
          new Name("EPFNOSUPPORT", 96, 46),
          new Name("EAFNOSUPPORT", 97, 47),
          new Name("EADDRINUSE", 98, 48),
          new Name("EADDRNOTAVAIL", 99, 49),
          new Name("ENETDOWN", 100, 50),
          new Name("ENETUNREACH", 101, 51),
          new Name("ENETRESET", 102, 52),
          new Name("ECONNABORTED", 103, 53),
          new Name("ECONNRESET", 104, 54),
          new Name("ENOBUFS", 105, 55),
          new Name("EISCONN", 106, 56),
          new Name("ENOTCONN", 107, 57),
          new Name("ESHUTDOWN", 108, 58),
          new Name("ETIMEDOUT", 110, 60),
          new Name("ECONNREFUSED", 111, 61),
          new Name("EHOSTDOWN", 112, 64),
          new Name("EHOSTUNREACH", 113, 65),
          new Name("ECANCELED", 125, 89),
          new Name("EPROTO", 71, 100),
          new Name("EBADMSG", 74, 94),
          new Name("ENOSYS", 38, 78));

  private ErrnoNames() {}
}
