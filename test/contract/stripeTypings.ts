import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A JSON Schema, as far as Stripe's typings need one. */
export interface Schema {
	type?: string | string[];
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: Schema | boolean;
	items?: Schema;
	anyOf?: Schema[];
	enum?: unknown[];
	$ref?: string;
}

export interface Operation {
	/** Form fields of a POST, query of any other. */
	fields: Schema;
	answer: Schema;
}

/** What the official `stripe` package says of some of Stripe's API: the slice that this pack uses. */
export interface StripeSlice {
	apiVersion: string;
	/** By `POST /v1/refunds/{id}`. */
	operations: Record<string, Operation>;
	/** Objects that answers refer to, as `stripe#/definitions/refund`. */
	definitions: Record<string, Schema>;
}

const files = [
	'Refunds',
	'Charges',
	'PaymentIntents',
	'BalanceTransactions',
	'Payouts',
	'Disputes',
	'Events',
	'WebhookEndpoints',
];
/** Objects whose answers are described in full; any other is only known by its id and kind. */
const described = new Set([
	'refund',
	'charge',
	'payment_intent',
	'balance_transaction',
	'payout',
	'dispute',
	'webhook_endpoint',
]);
const folder = dirname(require.resolve('stripe'));

let slice: StripeSlice | undefined;

/** Reads the slice out of the installed package's typings (requests, answers) and code (methods and paths). Made once per process. */
export function stripeSlice(): StripeSlice {
	return (slice ??= new Reader().read());
}

class Reader {
	private readonly program = ts.createProgram(
		files.map((file) => join(folder, 'resources', `${file}.d.ts`)),
		{
			module: ts.ModuleKind.NodeNext,
			moduleResolution: ts.ModuleResolutionKind.NodeNext,
			target: ts.ScriptTarget.ES2022,
			strict: true,
			skipLibCheck: true,
			types: [],
		},
	);
	private readonly checker = this.program.getTypeChecker();
	private readonly definitions: Record<string, Schema> = { event: eventSchema };

	read(): StripeSlice {
		const operations: Record<string, Operation> = {};
		for (const file of files) {
			const source = this.program.getSourceFile(join(folder, 'resources', `${file}.d.ts`))!;
			const code = readFileSync(join(folder, 'resources', `${file}.js`), 'utf8');
			ts.forEachChild(source, (node) => {
				if (ts.isClassDeclaration(node) && node.name?.text.endsWith('Resource'))
					Object.assign(operations, this.operationsOf(node, code.slice(code.indexOf(`class ${node.name.text}`))));
			});
		}
		const apiVersion = /ApiVersion = '([^']+)'/.exec(readFileSync(join(folder, 'apiVersion.js'), 'utf8'))![1];
		return { apiVersion, operations, definitions: this.definitions };
	}

	private operationsOf(node: ts.ClassDeclaration, code: string): Record<string, Operation> {
		const found: Record<string, Operation> = {};
		for (const member of node.members) {
			if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) continue;
			const request = new RegExp(
				`\\n    ${member.name.text}\\([^)]*\\) \\{[\\s\\S]*?_makeRequest\\(\\s*'(\\w+)',\\s*(['\`])([^'\`]+)\\2`,
			).exec(code);
			if (!request) continue;
			const [, method, , path] = request;
			const parameters = member.parameters.find(({ name }) => ts.isIdentifier(name) && name.text === 'params');
			const fields = parameters && this.checker.getNonNullableType(this.checker.getTypeAtLocation(parameters));
			const fieldsType = fields?.isUnion() ? fields.types.find(({ flags }) => flags & ts.TypeFlags.Object) : fields;
			found[`${method} ${path.replace(/\$\{encodeURIComponent\((\w+)\)\}/g, '{$1}')}`] = {
				fields: fieldsType
					? this.object(fieldsType, 'request', 0)
					: { type: 'object', properties: {}, additionalProperties: false },
				answer: this.answer(this.checker.getSignatureFromDeclaration(member)!.getReturnType()),
			};
		}
		return found;
	}

	private answer(type: ts.Type): Schema {
		const name = this.checker.typeToString(type);
		const of = (type.aliasTypeArguments ?? this.checker.getTypeArguments(type as ts.TypeReference))[0];
		if (/^ApiListPromise/.test(name)) return list(this.schema(of, 'answer', 0));
		const one = of.isIntersection() ? (of.types.find((part) => this.kindOf(part)) ?? of.types[0]) : of;
		return this.schema(one, 'answer', 0);
	}

	/** Stripe's name of an object, e.g. `refund`. */
	private kindOf(type: ts.Type): string | undefined {
		const property = !/^Deleted/.test(type.symbol?.name ?? '') && type.getProperty('object');
		const value = property ? this.checker.getTypeOfSymbol(property) : undefined;
		return value?.isStringLiteral() ? value.value : undefined;
	}

	private schema(type: ts.Type, side: 'request' | 'answer', depth: number): Schema {
		const { flags } = type;
		if (type.aliasSymbol?.name === 'Emptyable')
			return { anyOf: [this.schema(type.aliasTypeArguments![0], side, depth), { enum: [''] }] };
		if (flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
		if (type.isUnion()) return this.union(type, side, depth);
		if (flags & ts.TypeFlags.Null) return { type: 'null' };
		if (type.isStringLiteral()) return { enum: [type.value] };
		if (flags & ts.TypeFlags.StringLike || type.isIntersection()) return { type: 'string' };
		if (flags & ts.TypeFlags.NumberLike) return { type: side === 'request' ? 'integer' : 'number' };
		const name = type.symbol?.name;
		if (name === 'Decimal' || name === 'Uint8Array' || name === 'Buffer' || name === 'Date') return { type: 'string' };
		if (this.checker.isArrayType(type))
			return {
				type: 'array',
				items: this.schema(this.checker.getTypeArguments(type as ts.TypeReference)[0], side, depth),
			};
		if (name === 'ApiList')
			return list(this.schema(this.checker.getTypeArguments(type as ts.TypeReference)[0], side, depth));
		if (!(flags & ts.TypeFlags.Object)) return {};
		const kind = side === 'answer' ? this.kindOf(type) : undefined;
		if (kind && kind !== 'list') return this.reference(type, kind);
		return depth > (side === 'request' ? 3 : 9) ? { type: 'object' } : this.object(type, side, depth);
	}

	private union(type: ts.UnionType, side: 'request' | 'answer', depth: number): Schema {
		const kinds = type.types.map((one) => this.kindOf(one));
		if (side === 'answer' && kinds.length > 50 && kinds.every((kind) => kind === 'event'))
			return { $ref: 'stripe#/definitions/event' };
		const parts = type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
		// `'a' | 'b' | (string & {})` names the known words of a list that may grow: we send only known ones, and are answered any.
		const texts = parts.filter((one) => one.isStringLiteral());
		const open = parts.some((one) => one.isIntersection());
		const rest = parts.filter(
			(one) => !one.isStringLiteral() && !one.isIntersection() && !(one.flags & ts.TypeFlags.BooleanLike),
		);
		const all: Schema[] = rest.map((one) => this.schema(one, side, depth));
		if (texts.length && (side === 'request' || !open)) all.push({ enum: texts.map(({ value }) => value) });
		else if (texts.length || open) all.push({ type: 'string' });
		if (parts.some((one) => one.flags & ts.TypeFlags.BooleanLike)) all.push({ type: 'boolean' });
		return all.length === 1 ? all[0] : { anyOf: all };
	}

	private reference(type: ts.Type, kind: string): Schema {
		if (kind === 'event') return { $ref: 'stripe#/definitions/event' };
		if (!described.has(kind))
			return { type: 'object', required: ['id'], properties: { id: { type: 'string' }, object: { enum: [kind] } } };
		if (!this.definitions[kind]) {
			this.definitions[kind] = {}; // objects contain each other
			this.definitions[kind] = this.object(type, 'answer', 0);
		}
		return { $ref: `stripe#/definitions/${kind}` };
	}

	private object(type: ts.Type, side: 'request' | 'answer', depth: number): Schema {
		const properties: Record<string, Schema> = {};
		const required: string[] = [];
		for (const property of type.getProperties()) {
			const declaration = property.valueDeclaration ?? property.declarations?.[0];
			if (
				!declaration ||
				ts.isMethodSignature(declaration) ||
				ts.isMethodDeclaration(declaration) ||
				property.name === 'lastResponse'
			)
				continue;
			properties[property.name] = this.schema(
				this.checker.getTypeOfSymbolAtLocation(property, declaration),
				side,
				depth + 1,
			);
			if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
		}
		const values = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
		const others = values ? this.schema(values, side, depth + 1) : side !== 'request';
		return { type: 'object', properties, ...(required.length && { required }), additionalProperties: others };
	}
}

function list(items: Schema): Schema {
	return {
		type: 'object',
		required: ['data', 'has_more', 'object', 'url'],
		properties: {
			data: { type: 'array', items },
			has_more: { type: 'boolean' },
			object: { enum: ['list'] },
			url: { type: 'string' },
		},
	};
}

/** The typings have a type of its own for each of 275 events; this is what they share. */
const eventSchema: Schema = {
	type: 'object',
	required: ['api_version', 'created', 'data', 'id', 'livemode', 'object', 'pending_webhooks', 'request', 'type'],
	properties: {
		id: { type: 'string' },
		object: { enum: ['event'] },
		created: { type: 'integer' },
		livemode: { type: 'boolean' },
		pending_webhooks: { type: 'integer' },
		type: { type: 'string' },
		api_version: { type: ['string', 'null'] },
		data: { type: 'object', required: ['object'], properties: { object: { type: 'object' } } },
		request: { anyOf: [{ type: 'null' }, { type: 'object', required: ['id', 'idempotency_key'] }] },
	},
};
