"""Words, tags and lemmas: golden values, robustness, and no import of what is not needed."""

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.text.lexicon import context_rules, lemmas_of_word, tag_of_word
from models.text.preprocessing import (
    clean,
    common_words,
    english_share,
    lemmas,
    sentences,
    text_state,
    words,
    written_tokens,
)
from models.text.tagging import part_of_speech_tags
from schemas.sampling import TEXT_ENGLISH_SHARE
from schemas.states import TEXT_STATES

TEXT = (
    "I don't think it's Ann's. They'd've gone; WE\u2019RE leaving! "
    "The mice were running better than the geese, weren't they?"
)


def test_sentences_with_contractions_expanded() -> None:
    assert [" ".join(sentence) for sentence in sentences(TEXT)] == [
        "I do not think it is Ann .",
        "They would have gone ; WE are leaving !",
        "The mice were running better than the geese , were not they ?",
    ]


def test_lemmas_depend_on_the_part_of_speech() -> None:
    assert lemmas(TEXT) == ["think", "ann", "go", "leave", "mouse", "run", "good", "goose"]
    assert lemmas("He lives well. Their lives are short.") == ["live", "well", "life", "short"]
    assert lemmas("The painting was good. He was painting it.") == ["painting", "good", "paint"]


@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        ("The cat sat on the mat .", "DT NN VBD IN DT NN ."),
        ("I want to run", "PRP VBP TO VB"),
        ("He has blorped the frobnication quickly", "PRP VBZ VBN DT NN RB"),
        ("they can fish", "PRP MD VB"),
    ],
)
def test_part_of_speech_tags(sentence: str, tags: str) -> None:
    assert part_of_speech_tags(sentence.split()) == tags.split()


def test_words_and_written_tokens_keep_function_words() -> None:
    assert words("I don't know!!! It's 5.") == ["i", "do", "not", "know", "it", "is"]
    assert written_tokens("I don't know!!! It's 5.") == (
        ["i", "don't", "know", "!!!", "it's", "5", "."]
    )


def test_cleaning_normalises_and_drops_addresses() -> None:
    assert clean("ﬁne\u00a0day\u200b, write to me@example.org or https://example.org/x now") == (
        "fine day, write to or now"
    )


@pytest.mark.parametrize(
    "marks",
    [
        "\u0316\u0301",
        "\u0f73",
        "\u0f75\u0f73",
        "a" + "\u0301\u0316" * 5_000,
        "\u0344\u0327",
        "\uff9e\u0301",
    ],
)
def test_cleaning_takes_time_that_grows_with_the_length_only(marks: str) -> None:
    text = "One word. " + marks * (400_000 // len(marks)) + " Another word."
    started = time.process_time()
    found = words(text)
    assert time.process_time() - started < 2
    assert (found[:2], found[-2:]) == (["one", "word"], ["another", "word"])


@pytest.mark.parametrize(
    "text", ["Cafe\u0301 \u1ec7", "e\u0323\u0302" * 50, "\u0e01\u0e33\u0e49 x\u0301" * 9]
)
def test_marks_as_languages_write_them_stay(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFKC", text)


def test_ties_of_common_words_are_alphabetical() -> None:
    assert common_words(["b", "a", "c", "b", "a", "d"], 3) == [("a", 2), ("b", 2), ("c", 1)]
    assert common_words([]) == []


def test_english_is_told_from_other_languages() -> None:
    german = "Ich habe in einem kleinen Unternehmen gearbeitet und dabei viel gelernt."
    french = "J'ai travaill\u00e9 pendant trois ans dans une petite entreprise avec des clients."
    assert english_share(words(TEXT)) > 0.9
    assert english_share(words(german)) < TEXT_ENGLISH_SHARE
    assert english_share(words(french)) < TEXT_ENGLISH_SHARE
    assert english_share([]) == 0.0


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "no_text"),
        ("12 + 30 = 42", "no_text"),
        ("Only nineteen words " * 6 + "here", "too_short"),
        ("Exactly twenty words in five. " * 4, "scored"),
        ("Ich habe dort viel gelernt. " * 10, "not_english"),
    ],
)
def test_text_state(text: str, state: str) -> None:
    assert text_state(words(text)) == state
    assert state in TEXT_STATES


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_tokenised_the_same_way_twice(text: str) -> None:
    found = lemmas(text)
    assert found == lemmas(text)
    assert all(found)
    assert all(words(text))
    ranked = common_words(found)
    assert ranked == common_words(sorted(found))
    assert common_words([word for word, count in ranked for _ in range(count)]) == ranked


@given(st.text(alphabet="aItdnsmrevlT'\u2019 .!\u00ad", max_size=60))
@settings(max_examples=300)
def test_apostrophes_anywhere_never_raise(text: str) -> None:
    assert all(lemmas(text))
    assert all(words(text))
    assert all(written_tokens(text))


def test_language_tables_are_complete() -> None:
    assert len(tag_of_word()) > 90_000
    assert len(context_rules()) == 290
    assert len(lemmas_of_word()) > 69_000


def test_no_corpus_nor_framework_is_imported() -> None:
    check = (
        "import sys; from models.text.preprocessing import lemmas; lemmas('She left.'); "
        "print([m for m in ('nltk', 'textblob', 'spacy', 'lemminflect', 'tensorflow') "
        "if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, check=True)
    assert result.stdout.strip() == b"[]"
