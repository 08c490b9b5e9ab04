export { CallbackBridge } from './integrations/langchain/callbackBridge.js';
export { nestLangChain, type CallbackManagerClass } from './integrations/langchain/nestLangChain.js';
export { toRunnable } from './integrations/langchain/toRunnable.js';
export { toRunnableConfig } from './integrations/langchain/toRunnableConfig.js';
