package io.reactivesockets.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 9.1 and RFC 7692 sections 5 and 7.1. */
class DeflateNegotiationTest {

  private static final DeflateOptions FREE = new DeflateOptions(6, 256, true, true, 15, 15);
  private static final DeflateOptions FRUGAL = new DeflateOptions(6, 256, false, false, 15, 15);

  @ParameterizedTest(name = "{0} is answered with {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate | permessage-deflate",
        "permessage-deflate; server_no_context_takeover"
            + " | permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover"
            + " | permessage-deflate; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits | permessage-deflate",
        "permessage-deflate; client_max_window_bits=10"
            + " | permessage-deflate; client_max_window_bits=10",
        "permessage-deflate; server_max_window_bits=\"9\""
            + " | permessage-deflate; server_max_window_bits=9",
        "permessage-deflate;server_max_window_bits=8 ; client_max_window_bits = 15"
            + " | permessage-deflate; server_max_window_bits=8; client_max_window_bits=15",
        "x-other, permessage-deflate | permessage-deflate",
        ", , permessage-deflate ,| permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate; server_max_window_bits=12"
            + " | permessage-deflate; server_max_window_bits=12",
      })
  void a_server_takes_the_first_offer_it_can_meet(String offer, String answer) {
    assertThat(DeflateNegotiation.answer(offer, FREE).map(DeflateNegotiation.Answer::header))
        .contains(answer.trim());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; unknown",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=\"x\"",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=+9",
        "permessage-deflate; client_max_window_bits=0",
        "permessage-deflate; client_max_window_bits=abc",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "deflate-frame",
        "Permessage-Deflate",
      })
  void a_server_declines_an_offer_it_does_not_understand(String offer) {
    assertThat(DeflateNegotiation.answer(offer, FREE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        ";",
        "permessage-deflate;",
        "permessage-deflate; ;server_no_context_takeover",
        "permessage-deflate; =9",
        "permessage-deflate; server_max_window_bits=",
        "permessage-deflate; server_max_window_bits=\"9",
        "permessage-deflate; server_max_window_bits=\"\"",
        "permessage-deflate; server_max_window_bits=\"9 \"",
        "permessage-deflate; server_max_window_bits=\"\\",
        "permessage-deflate server_no_context_takeover",
        "permessage deflate",
        "per(message)",
        "permessage-deflate\r\nX: y",
      })
  void a_header_against_the_grammar_is_refused(String header) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeflateNegotiation.answer(header, FREE))
        .withMessageStartingWith("Sec-WebSocket-Extensions: ");
  }

  @Test
  void a_header_of_very_many_offers_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeflateNegotiation.answer("a,".repeat(33) + "a", FREE));
  }

  @Test
  void a_frugal_server_says_so_unasked() {
    assertThat(DeflateNegotiation.answer("permessage-deflate", FRUGAL))
        .contains(
            new DeflateNegotiation.Answer(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                new DeflateAgreement(false, false, 15, 15)));
  }

  @Test
  void a_server_limits_the_clients_window_only_if_the_client_allows_it() {
    DeflateOptions small = new DeflateOptions(6, 256, true, true, 11, 10);
    assertThat(answer("permessage-deflate", small))
        .contains("permessage-deflate; server_max_window_bits=11");
    assertThat(answer("permessage-deflate; client_max_window_bits", small))
        .contains("permessage-deflate; server_max_window_bits=11; client_max_window_bits=10");
    assertThat(answer("permessage-deflate; client_max_window_bits=9", small))
        .contains("permessage-deflate; server_max_window_bits=11; client_max_window_bits=9");
  }

  private static Optional<String> answer(String offer, DeflateOptions options) {
    return DeflateNegotiation.answer(offer, options).map(DeflateNegotiation.Answer::header);
  }

  @Test
  void a_client_offers_what_it_wants() {
    assertThat(DeflateNegotiation.offer(FREE))
        .isEqualTo("permessage-deflate; client_max_window_bits");
    assertThat(DeflateNegotiation.offer(new DeflateOptions(6, 256, false, false, 12, 9)))
        .isEqualTo(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=12; client_max_window_bits=9");
  }

  @Test
  void a_client_takes_the_answer_to_its_offer() {
    assertThat(DeflateNegotiation.accept("permessage-deflate", FREE))
        .isEqualTo(new DeflateAgreement(true, true, 15, 15));
    String answer =
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
            + " server_max_window_bits=10; client_max_window_bits=9";
    assertThat(DeflateNegotiation.accept(answer, FREE))
        .isEqualTo(new DeflateAgreement(false, false, 10, 9));
  }

  @Test
  void a_client_that_gave_its_context_up_keeps_to_it_whatever_the_answer() {
    assertThat(DeflateNegotiation.accept("permessage-deflate; server_no_context_takeover", FRUGAL))
        .isEqualTo(new DeflateAgreement(false, false, 15, 15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-other",
        "permessage-deflate, permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_no_context_takeover=0",
        "permessage-deflate; foo=bar",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
      })
  void a_client_refuses_what_it_did_not_ask_for(String answer) {
    assertThatIllegalArgumentException().isThrownBy(() -> DeflateNegotiation.accept(answer, FREE));
  }

  @Test
  void a_client_refuses_an_answer_that_denies_what_it_asked_for() {
    DeflateOptions small = new DeflateOptions(6, 256, true, true, 11, 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeflateNegotiation.accept("permessage-deflate", FRUGAL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeflateNegotiation.accept("permessage-deflate", small));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DeflateNegotiation.accept("permessage-deflate; server_max_window_bits=12", small));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DeflateNegotiation.accept(
                    "permessage-deflate; server_max_window_bits=11; client_max_window_bits=12",
                    small));
  }
}
