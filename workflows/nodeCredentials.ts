import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
	NodeHelpers,
	type INodeCredentialDescription,
	type INodeParameters,
	type INodeType,
	type INodeTypeDescription,
	type IVersionedNodeType,
} from 'n8n-workflow';

import { describedAs, nodeOfTool } from './toolNodes';

const PACKAGE = 'n8n-nodes-returns';

/** A credential type that a node takes with its present parameters. */
export interface CredentialNeed {
	type: string;
	required: boolean;
}

export interface NodeOfTemplate {
	type: string;
	typeVersion?: number;
	parameters?: Record<string, unknown>;
	/** A template may name a credential: `{ "<type>": { "name": "Stripe EU" } }`. */
	credentials?: Record<string, { id?: string | null; name?: string }>;
}

/**
 * Which credential types a node of a template takes.
 * Known are this package's nodes, by their descriptions, and those of n8n's own nodes that the templates use; for any
 * other node the credentials it names in the template count.
 */
export function credentialNeeds(node: NodeOfTemplate): CredentialNeed[] {
	const needs = node.type.startsWith(`${PACKAGE}.`) ? ownNeeds(node) : n8nNeeds(node);
	const named = Object.keys(node.credentials ?? {}).filter((type) => !needs.some((need) => need.type === type));
	return [...needs, ...named.map((type) => ({ type, required: true }))];
}

function ownNeeds(node: NodeOfTemplate): CredentialNeed[] {
	const type =
		ownNodeTypes().get(node.type.slice(PACKAGE.length + 1)) ??
		ownNodeTypes().get(nodeOfTool(node.type).slice(PACKAGE.length + 1));
	if (!type) throw new Error(`This release of ${PACKAGE} has no node type ${node.type}`);
	return needsOfType(type, node);
}

/** Which credentials a node of this type takes, by the description of its version. */
export function needsOfType(
	type: INodeType | IVersionedNodeType,
	node: Pick<NodeOfTemplate, 'typeVersion' | 'parameters'>,
): CredentialNeed[] {
	const { description } = NodeHelpers.getVersionedNodeType(type, node.typeVersion);
	const version = { typeVersion: node.typeVersion ?? 1 };
	// A template leaves out what equals the default, but a credential may depend on it.
	const parameters = withDefaults(description, (node.parameters ?? {}) as INodeParameters, version);
	return (description.credentials ?? [])
		.filter((credential) => NodeHelpers.displayParameter(parameters, credential, version, description))
		.map((credential) => ({
			type: credential.name,
			required: credential.required || isOfChoice(credential, parameters),
		}));
}

/**
 * Whether a parameter is set to what a credential belongs to. Other choices may take it, too: the carrier service itself is the first that shows it,
 * *By Rules* takes it when a rule names that one.
 */
function isOfChoice({ displayOptions }: INodeCredentialDescription, parameters: INodeParameters): boolean {
	return Object.entries(displayOptions?.show ?? {}).some(
		([name, choices]) => choices && choices.length > 1 && choices[0] === parameters[name],
	);
}

function withDefaults(
	description: INodeTypeDescription,
	parameters: INodeParameters,
	version: { typeVersion: number },
): INodeParameters {
	return (
		NodeHelpers.getNodeParameters(description.properties, parameters, true, false, version, description) ?? parameters
	);
}

type Parameters = Record<string, unknown>;

const INBOUND_AUTHENTICATION: Record<string, string> = {
	basicAuth: 'httpBasicAuth',
	headerAuth: 'httpHeaderAuth',
	jwtAuth: 'jwtAuth',
};

const inbound = (value: unknown) => INBOUND_AUTHENTICATION[String(value)];

/** The credential type of n8n's own nodes, by their parameters. */
const N8N_NODES: Record<string, (parameters: Parameters) => unknown> = {
	'n8n-nodes-base.emailSend': () => 'smtp',
	'n8n-nodes-base.odoo': ({ authentication }) => (authentication === 'odooApi' ? 'odooApi' : 'odooApiKeyApi'),
	'n8n-nodes-base.webhook': ({ authentication }) => inbound(authentication),
	'n8n-nodes-base.formTrigger': ({ authentication }) => inbound(authentication),
	'n8n-nodes-base.wait': ({ incomingAuthentication }) => inbound(incomingAuthentication),
	'@n8n/n8n-nodes-langchain.mcpTrigger': ({ authentication }) =>
		authentication === 'bearerAuth' ? 'httpBearerAuth' : inbound(authentication),
	'n8n-nodes-base.httpRequest': ({ authentication, genericAuthType, nodeCredentialType }) => {
		if (authentication === 'genericCredentialType') return genericAuthType;
		if (authentication === 'predefinedCredentialType') return nodeCredentialType;
		return undefined;
	},
};

/** Which credentials one of n8n's own nodes takes, as far as the templates use them. */
export function n8nNeeds({ type, parameters = {} }: NodeOfTemplate): CredentialNeed[] {
	const credential = N8N_NODES[type]?.(parameters);
	return typeof credential === 'string' && credential ? [{ type: credential, required: true }] : [];
}

/** The description of one of this package's nodes, by its full type; undefined for any other. */
export function ownDescription(type: string): INodeTypeDescription | undefined {
	if (!type.startsWith(`${PACKAGE}.`)) return undefined;
	return describedAs(type, (named) => {
		const found = ownNodeTypes().get(named.slice(PACKAGE.length + 1));
		return found && NodeHelpers.getVersionedNodeType(found).description;
	});
}

/** Whether one of this package's nodes has this value by itself: n8n's editor leaves such parameters out when it saves. */
export function isOwnDefault({ type }: { type: string }, parameter: string, value: unknown): boolean {
	return (ownDescription(type)?.properties ?? []).some(
		(property) => property.name === parameter && isDeepStrictEqual(property.default, value),
	);
}

let loaded: Map<string, INodeType | IVersionedNodeType> | undefined;

/** The node types of this package, by name, from its compiled files. */
function ownNodeTypes(): Map<string, INodeType | IVersionedNodeType> {
	loaded ??= loadOwnNodeTypes(packageRoot());
	return loaded;
}

function loadOwnNodeTypes(root: string): Map<string, INodeType | IVersionedNodeType> {
	const load = createRequire(join(root, 'package.json'));
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	return new Map(
		manifest.n8n.nodes.map((file) => {
			const path = join(root, file);
			if (!existsSync(path)) throw new Error(`${path} is missing: build the package with \`npm run build\``);
			const classes = load(path) as Record<string, new () => INodeType | IVersionedNodeType>;
			const type = new classes[basename(file, '.node.js')]();
			return [type.description.name, type];
		}),
	);
}

/** This file runs from `dist/workflows` of the package, or from `workflows` of its source. */
function packageRoot(): string {
	const parent = resolve(__dirname, '..');
	return basename(parent) === 'dist' ? resolve(parent, '..') : parent;
}
