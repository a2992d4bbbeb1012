"""Asks a gateway everything with OpenAI's own Python client, and prints what it got as one JSON object.

python_client.py URL [MODEL]
"""

import asyncio
import json
import sys

import openai

URL = sys.argv[1]
MODEL = sys.argv[2] if len(sys.argv) > 2 else "chat"
OPTIONS = {
    "base_url": f"{URL}/v1",
    "api_key": "the-clients-own-key",
    "max_retries": 0,
    "default_headers": {"x-eu-llm-sensitivity": "public"},
}
MESSAGES = [{"role": "user", "content": "Wie geht es?"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "wetter",
            "description": "Das Wetter eines Ortes",
            "parameters": {"type": "object", "properties": {"ort": {"type": "string"}}},
        },
    }
]


def main() -> None:
    client = openai.OpenAI(**OPTIONS)
    got = {
        "chat": chat(client),
        "stream": stream(client),
        "tools": tools(client),
        "completion": client.completions.create(model=MODEL, prompt="Guten").choices[0].text,
        "embedding": client.embeddings.create(model=MODEL, input=["a"]).data[0].embedding,
        "response": client.responses.create(model=MODEL, input="Guten Morgen").output_text,
        "response_stream": response_stream(client),
        "models": [model.id for model in client.models.list()],
        "errors": errors(client),
        "async": asyncio.run(async_stream()),
    }
    print(json.dumps(got))


def chat(client: openai.OpenAI) -> dict:
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    return {"text": answer.choices[0].message.content, "tokens": answer.usage.total_tokens}


def stream(client: openai.OpenAI) -> dict:
    pieces, tokens = [], None
    options = {"include_usage": True}
    for chunk in client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options=options
    ):
        pieces += [choice.delta.content for choice in chunk.choices if choice.delta.content]
        tokens = chunk.usage.total_tokens if chunk.usage else tokens
    return {"pieces": pieces, "tokens": tokens}


def tools(client: openai.OpenAI) -> list:
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES, tools=TOOLS) as streamed:
        for _ in streamed:
            pass
        calls = streamed.get_final_completion().choices[0].message.tool_calls or []
    return [[call.id, call.function.name, call.function.arguments] for call in calls]


def response_stream(client: openai.OpenAI) -> dict:
    types, pieces = [], []
    with client.responses.stream(model=MODEL, input="Guten Morgen") as streamed:
        for event in streamed:
            types.append(event.type)
            if event.type == "response.output_text.delta":
                pieces.append(event.delta)
        text = streamed.get_final_response().output_text
    return {"types": types, "pieces": pieces, "text": text}


def errors(client: openai.OpenAI) -> list:
    def unknown_model():
        return client.chat.completions.create(model="nobody", messages=MESSAGES)

    def stateful():
        return client.responses.create(model=MODEL, input="a", previous_response_id="resp_0")

    def senseless():
        return client.post("/chat/completions", body={"model": MODEL}, cast_to=object)

    found = []
    for ask in (unknown_model, stateful, senseless):
        try:
            ask()
        except openai.APIStatusError as error:
            found.append([type(error).__name__, error.status_code, error.param])
    return found


async def async_stream() -> str:
    async with openai.AsyncOpenAI(**OPTIONS) as client:
        streamed = await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in streamed])


main()
