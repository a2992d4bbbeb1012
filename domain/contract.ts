/**
 * Names by which the rooms recognize each other's resources: components give them, policies and the command line look
 * for them.
 */

/** Component whose inputs are the assumptions of the monthly cost. */
export const COST_ASSUMPTIONS_TYPE = "eu-llm-stack:index:CostAssumptionSet";

/** Component that declares where an existing cluster stands, and its API server's address. */
export const EXISTING_NODES_TYPE = "eu-llm-stack:index:ExistingGpuNodes";

/** Label, and its value, of the ConfigMap that holds the gateway's configuration. */
export const CONFIG_LABEL = "eu-llm-stack/config";
export const GATEWAY_CONFIG = "gateway";

/** Key of the configuration in that ConfigMap. */
export const GATEWAY_CONFIG_KEY = "gateway.json";
