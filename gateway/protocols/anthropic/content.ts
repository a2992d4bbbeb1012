import { isRecord } from "../../json.ts";
import { refuseOthers, Unsupported } from "./unsupported.ts";

export type Block = Readonly<Record<string, unknown>>;

/** The only kinds of image that the API takes. */
const DATA_URL = /^data:(image\/(?:jpeg|png|gif|webp));base64,/;

const TEXT_FIELDS: ReadonlySet<string> = new Set(["type", "text"]);
const REFUSAL_FIELDS: ReadonlySet<string> = new Set(["type", "refusal"]);
const IMAGE_FIELDS: ReadonlySet<string> = new Set(["type", "image_url"]);
/** `detail` is a wish for fewer tokens; the API reads every image at the one resolution that it has. */
const IMAGE_URL_FIELDS: ReadonlySet<string> = new Set(["url", "detail"]);

/**
 * The blocks of a message's content.
 * @param images Whether the message may hold any.
 * @throws Unsupported
 */
export function contentBlocks(content: unknown, images: boolean): Block[] {
  if (content === null || content === undefined) return [];
  if (typeof content === "string") return textBlocks(content);
  if (!Array.isArray(content)) throw new Unsupported("content that is neither a text nor a list");
  return content.flatMap((part: unknown) => {
    if (!isRecord(part)) throw new Unsupported("a content part that is no object");
    const { type } = part;
    if (type === "text" && typeof part["text"] === "string") {
      refuseOthers(part, TEXT_FIELDS, "a text part");
      return textBlocks(part["text"]);
    }
    if (type === "refusal" && typeof part["refusal"] === "string") {
      refuseOthers(part, REFUSAL_FIELDS, "a refusal part");
      return textBlocks(part["refusal"]);
    }
    if (type === "image_url" && images) return [imageBlock(part)];
    throw new Unsupported(`content parts of type "${typeof type === "string" ? type : ""}"`);
  });
}

/** The API refuses blocks of text that are empty or blank; they say nothing. */
export function textBlocks(text: string): Block[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

/** https://platform.claude.com/docs/en/build-with-claude/vision */
function imageBlock(part: Record<string, unknown>): Block {
  refuseOthers(part, IMAGE_FIELDS, "an image part");
  const image = part["image_url"];
  if (!isRecord(image) || typeof image["url"] !== "string") throw new Unsupported("an image without a URL");
  refuseOthers(image, IMAGE_URL_FIELDS, "an image");
  const { url } = image;
  const [prefix, mediaType] = DATA_URL.exec(url) ?? [];
  if (prefix !== undefined) {
    return {
      type: "image",
      source: { type: "base64", media_type: mediaType, data: url.slice(prefix.length) },
    };
  }
  if (url.startsWith("https://")) return { type: "image", source: { type: "url", url } };
  throw new Unsupported("images other than JPEG, PNG, GIF or WebP as base64 or at an https URL");
}
