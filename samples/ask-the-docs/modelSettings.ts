/** An OpenAI-compatible endpoint. */
export interface ModelSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
}

/** What the environment says; `undefined` where no model is configured. */
export function modelSettings(environment: NodeJS.ProcessEnv): ModelSettings | undefined {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, OPENAI_MODEL: model } = environment;
  if (!baseUrl || !apiKey) return undefined;
  return { baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, model: model || 'gpt-4o-mini' };
}
