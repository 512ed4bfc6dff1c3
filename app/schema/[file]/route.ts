import { readSchema } from "@/components/reference/schemas.ts";

interface Context {
  readonly params: Promise<{ readonly file: string }>;
}

/** JSON Schemas for editors: /schema/authentication-configuration.json, /schema/workspace.json … */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const schema = readSchema((await params).file, new URL(request.url).pathname);
  return schema === undefined
    ? new Response("There is no such schema.\n", { status: 404 })
    : Response.json(schema, { headers: { "Content-Type": "application/schema+json" } });
}
