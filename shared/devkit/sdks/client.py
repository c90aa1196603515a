"""The official Python clients (openai, anthropic, cohere, LangChain's reranker) against a running gateway, door by door.

Every answer is held against the client's own types, strictly: a member that is missing, or of another type, fails.
"""
import base64
import math
import os
import struct
import sys
import tempfile
import time
import warnings

import anthropic
import cohere
import openai
from langchain_core.documents import Document
from langchain_cohere import CohereRerank

URL, KEY = os.environ["URL"], os.environ["KEY"]
CHAT = "meta-llama/Llama-3.3-70B-Instruct-Turbo"
CLAUDE = "claude-haiku-4-5"  # its provider speaks another language
E5 = "intfloat/multilingual-e5-large-instruct"
RANK = "mixedbread-ai/Mxbai-Rerank-Large-V2"
FLUX = "black-forest-labs/FLUX.1-schnell"
KONTEXT = "black-forest-labs/FLUX.1-kontext-pro"
NANO = "google/nano-banana-2/text-to-image"
ORPHEUS = "canopylabs/orpheus-3b-0.1-ft"
WHISPER = "openai/whisper-large-v3"
FILM = "ByteDance/Seedance-1.0-pro"
ATLAS_FILM = "kwaivgi/kling-v3.0-std/text-to-video"
PROMPT = "What is a sluice?"
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}

warnings.simplefilter("ignore")  # videos are "deprecated" since OpenAI has none itself
client = openai.OpenAI(base_url=URL + "/v1", api_key=KEY, max_retries=0, timeout=60)
claude = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0, timeout=60)
files = tempfile.mkdtemp()
checks = []


def check(function):
    checks.append(function)
    return function


def strict(answer):
    """The answer, if its own type takes it without any leniency."""
    type(answer).model_validate(answer.model_dump(by_alias=True, exclude_unset=True))
    return answer


def refusal(kind, call):
    try:
        call()
    except kind as e:
        return e
    raise AssertionError(f"no {kind.__name__}")


def at(name):
    return os.path.join(files, name)


@check
def chat():
    messages = [{"role": "user", "content": PROMPT}]
    whole = strict(client.chat.completions.create(model=CHAT, messages=messages))
    text, usage = "", None
    for chunk in client.chat.completions.create(model=CHAT, messages=messages, stream=True, stream_options={"include_usage": True}):
        strict(chunk)
        text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        usage = chunk.usage or usage
    assert text == whole.choices[0].message.content, text
    assert usage.completion_tokens == whole.usage.completion_tokens
    tools = [{"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}]
    called = strict(client.chat.completions.create(model=CHAT, messages=messages, tools=tools, tool_choice="required"))
    assert called.choices[0].message.tool_calls[0].function.name == "get_weather"
    with client.chat.completions.stream(model=CHAT, messages=messages) as stream:
        assert stream.until_done().get_final_completion().choices[0].message.content == text
    with client.chat.completions.stream(model=CLAUDE, messages=messages) as stream:
        message = stream.until_done().get_final_completion().choices[0].message
    # Together says the role in each chunk, and this client joins them to one word: so here alone.
    assert message.role == "assistant" and CLAUDE in message.content, message
    e = refusal(openai.BadRequestError, lambda: client.chat.completions.create(
        model=CHAT, messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://127.0.0.1/a.png"}}]}]))
    assert e.param and "image_url" in e.param, e.param


@check
def completions():
    text = "".join(chunk.choices[0].text for chunk in client.completions.create(model=CHAT, prompt=PROMPT, stream=True, max_tokens=40) if chunk.choices)
    assert strict(client.completions.create(model=CHAT, prompt=PROMPT, max_tokens=40)).choices[0].text == text


@check
def responses():
    whole = strict(client.responses.create(model=CHAT, input=PROMPT))
    types, text = [], ""
    for event in client.responses.create(model=CHAT, input=PROMPT, stream=True):
        strict(event)
        types.append(event.type)
        text += event.delta if event.type == "response.output_text.delta" else ""
    assert text == whole.output_text and types[0] == "response.created" and types[-1] == "response.completed", types
    assert client.responses.input_tokens.count(model=CHAT, input=PROMPT).input_tokens > 0


@check
def embeddings():
    texts = ["a lock", "a weir", "a lock gate"]
    default = strict(client.embeddings.create(model=E5, input=texts))
    floats = strict(client.embeddings.create(model=E5, input=texts, encoding_format="float", dimensions=1024))
    packed = client.embeddings.create(model=E5, input=texts, encoding_format="base64")
    for row, other, raw in zip(default.data, floats.data, packed.data, strict=True):
        assert len(row.embedding) == 1024
        assert list(struct.unpack("<1024f", base64.b64decode(raw.embedding))) == row.embedding
        assert all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9) for a, b in zip(row.embedding, other.embedding, strict=True))
    assert default.usage.total_tokens == default.usage.prompt_tokens > 0
    assert strict(client.embeddings.create(model=E5, input="a lock")).data[0].index == 0
    assert refusal(openai.BadRequestError, lambda: client.embeddings.create(model=E5, input="a lock", dimensions=256)).param == "dimensions"
    assert refusal(openai.BadRequestError, lambda: client.embeddings.create(model=E5, input=[1, 2, 3])).param == "input"
    assert "/v1/embeddings" in refusal(openai.BadRequestError, lambda: client.chat.completions.create(
        model=E5, messages=[{"role": "user", "content": "a"}])).message


@check
def rerank():
    documents = ["a boat", "a sluice gate holds water back", "bread"]
    query = "what holds water back? a gate"
    v2 = cohere.ClientV2(api_key=KEY, base_url=URL).rerank(model=RANK, query=query, documents=documents, top_n=2)
    assert [row.index for row in v2.results][0] == 1 and len(v2.results) == 2
    v1 = cohere.Client(api_key=KEY, base_url=URL).rerank(model=RANK, query=query, documents=documents, return_documents=True)
    assert v1.results[0].document.text == documents[1] and len(v1.results) == 3
    ranker = CohereRerank(model=RANK, cohere_api_key=KEY, base_url=URL, top_n=2)
    best = ranker.compress_documents([Document(page_content=text) for text in documents], query)
    assert best[0].page_content == documents[1] and best[0].metadata["relevance_score"] > best[1].metadata["relevance_score"]


@check
def moderations():
    good = strict(client.moderations.create(input="hello"))
    assert not good.results[0].flagged
    two = strict(client.moderations.create(input=["hello", "I hate you"], model="meta-llama/Llama-Guard-4-12B"))
    assert [row.flagged for row in two.results] == [False, True] and two.results[1].categories.hate
    strict(client.moderations.create(input=[{"type": "text", "text": "hello"}]))


@check
def images():
    address = strict(client.images.generate(model=FLUX, prompt=PROMPT, size="512x512", n=2))
    assert len(address.data) == 2 and address.data[0].url.startswith("http")
    inline = strict(client.images.generate(model=FLUX, prompt=PROMPT, size="512x512", response_format="b64_json"))
    png = base64.b64decode(inline.data[0].b64_json)
    assert png[:8] == b"\x89PNG\r\n\x1a\n" or png[:2] == b"\xff\xd8", png[:8]
    with open(at("gate.png"), "wb") as out:
        out.write(png)
    atlas = strict(client.images.generate(model=NANO, prompt=PROMPT))
    assert atlas.data[0].url
    events = [strict(event) for event in client.images.generate(model=FLUX, prompt=PROMPT, size="512x512", stream=True)]
    assert events[-1].type == "image_generation.completed" and events[-1].b64_json
    with open(at("gate.png"), "rb") as picture:
        edited = strict(client.images.edit(model=KONTEXT, prompt="the same at night", image=picture))
    assert edited.data[0].url or edited.data[0].b64_json
    with open(at("gate.png"), "rb") as one:
        events = [strict(event) for event in client.images.edit(model=KONTEXT, prompt="at night", image=[one], stream=True)]
    assert events[-1].type == "image_edit.completed", events[-1].type
    assert refusal(openai.BadRequestError, lambda: client.images.generate(model=FLUX, prompt=PROMPT, size="513x512")).param == "size"
    assert refusal(openai.BadRequestError, lambda: client.images.generate(model=FLUX, prompt=PROMPT, n=10_000)).param == "n"


@check
def speech():
    with client.audio.speech.with_streaming_response.create(model=ORPHEUS, voice="tara", input=PROMPT, response_format="wav") as sound:
        sound.stream_to_file(at("what.wav"))
    with open(at("what.wav"), "rb") as wav:
        assert wav.read(4) == b"RIFF"
    mp3 = client.audio.speech.create(model=ORPHEUS, voice="tara", input=PROMPT)
    assert mp3.read()[:1] == b"\xff"
    with client.audio.speech.with_streaming_response.create(model=ORPHEUS, voice="tara", input=PROMPT, stream_format="sse") as sound:
        told = "".join(sound.iter_text())
    assert '"speech.audio.delta"' in told and '"speech.audio.done"' in told
    assert refusal(openai.BadRequestError, lambda: client.audio.speech.create(
        model=ORPHEUS, voice="tara", input=PROMPT, response_format="opus")).param == "response_format"


@check
def transcriptions():
    def heard(door, **more):
        with open(at("what.wav"), "rb") as wav:
            return door.create(model=WHISPER, file=wav, **more)

    transcripts = client.audio.transcriptions
    assert "sluice" in strict(heard(transcripts)).text
    assert "sluice" in heard(transcripts, response_format="text")
    assert "-->" in heard(transcripts, response_format="srt")
    assert heard(transcripts, response_format="vtt").startswith("WEBVTT")
    verbose = heard(transcripts, response_format="verbose_json", timestamp_granularities=["word", "segment"])
    assert float(verbose.duration) > 0 and "sluice" in verbose.segments[0].text and verbose.words[-1].end > 0
    events = [strict(event) for event in heard(transcripts, stream=True)]
    assert events[-1].type == "transcript.text.done" and "sluice" in events[-1].text
    assert strict(heard(client.audio.translations)).text
    assert heard(client.audio.translations, response_format="srt")
    assert float(heard(client.audio.translations, response_format="verbose_json").duration) > 0


@check
def videos():
    film = strict(client.videos.create_and_poll(model=FILM, prompt="a lock gate opens", seconds="4", size="1280x720", poll_interval_ms=300))
    assert film.status == "completed" and film.progress == 100 and film.seconds == "4" and film.size == "1280x720", film
    assert client.videos.download_content(film.id).read()[4:8] == b"ftyp"
    assert film.id in [row.id for row in client.videos.list(limit=5)]
    with open(at("gate.png"), "rb") as picture:
        begun = strict(client.videos.create(model=FILM, prompt="it opens", seconds="8", size="720x1280", input_reference=picture))
    assert begun.status in ("queued", "in_progress")
    strict(client.videos.create(model=ATLAS_FILM, prompt="it opens", seconds="8", size="1280x720"))
    first = strict(client.videos.list(limit=1))
    assert len(first.data) == 1 and first.has_next_page()
    assert strict(client.videos.delete(film.id)).deleted
    assert refusal(openai.NotFoundError, lambda: client.videos.retrieve(film.id))
    assert refusal(openai.NotFoundError, lambda: client.videos.retrieve("video_123"))


@check
def models():
    rows = client.models.list().data
    assert {"chat", "embedding", "image", "video", "speech", "transcription", "rerank", "moderation"} <= {row.type for row in rows}
    assert {row.type for row in client.models.list(extra_query={"type": "image"}).data} == {"image"}
    assert strict(client.models.retrieve(E5)).endpoint == "/v1/embeddings"
    assert refusal(openai.NotFoundError, lambda: client.models.retrieve("nope")).code == "model_not_found"
    assert refusal(openai.AuthenticationError, lambda: openai.OpenAI(base_url=URL + "/v1", api_key="sk-stranger").models.list())


@check
def messages():
    ask = {"model": CHAT, "max_tokens": 200, "messages": [{"role": "user", "content": PROMPT}]}
    whole = strict(claude.messages.create(**ask))
    with claude.messages.stream(**ask) as stream:
        assert "".join(stream.text_stream) == whole.content[0].text
        assert strict(stream.get_final_message()).usage.output_tokens == whole.usage.output_tokens
    for event in claude.messages.create(**ask, stream=True):
        strict(event)
    tools = [{"name": "get_weather", "input_schema": WEATHER}]
    called = strict(claude.messages.create(**ask, tools=tools, tool_choice={"type": "any"}))
    use = called.content[-1]
    assert called.stop_reason == "tool_use" and use.name == "get_weather"
    said = ask["messages"] + [{"role": "assistant", "content": [block.model_dump() for block in called.content]},
                              {"role": "user", "content": [{"type": "tool_result", "tool_use_id": use.id, "content": "rain"}]}]
    assert "rain" in strict(claude.messages.create(**{**ask, "messages": said}, tools=tools)).content[0].text
    assert strict(claude.messages.count_tokens(model=CHAT, messages=ask["messages"])).input_tokens > 0
    assert refusal(anthropic.NotFoundError, lambda: claude.messages.create(**{**ask, "model": "nope"})).body["error"]["type"] == "not_found_error"
    assert claude.models.list().data


failed = 0
for function in checks:
    start = time.monotonic()
    try:
        function()
        print(f"  python {function.__name__}: {time.monotonic() - start:.1f} s")
    except Exception as e:  # told, and the next door is tried
        failed += 1
        trace = e.__traceback__
        while trace.tb_next and trace.tb_next.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        print(f"  python {function.__name__}: line {trace.tb_lineno}: {type(e).__name__}: {str(e)[:1500]}")
sys.exit(1 if failed else 0)
