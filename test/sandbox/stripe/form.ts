import { StripeFault } from './objects';

const mostPerPage = 100;

export function invalid(code: string | undefined, message: string, param?: string, saved = false): StripeFault {
	return new StripeFault(
		400,
		{ type: 'invalid_request_error', ...(code && { code }), message, ...(param && { param }) },
		saved,
	);
}

/** Refuses fields that the operation does not have. */
export function known(form: URLSearchParams, names: string[]): void {
	for (const field of form.keys()) {
		const [name] = field.split('[');
		if (!names.includes(name)) throw invalid('parameter_unknown', `Received unknown parameter: ${name}`, name);
	}
}

export function wholeNumber(form: URLSearchParams, name: string): number | undefined {
	const text = form.get(name);
	if (text === null) return undefined;
	if (!/^-?\d+$/.test(text)) throw invalid('parameter_invalid_integer', `Invalid integer: ${text}`, name);
	if (Number(text) < 1)
		throw invalid('parameter_invalid_integer', 'This value must be greater than or equal to 1.', name);
	return Number(text);
}

export function metadataOf(form: URLSearchParams): Record<string, string> {
	return Object.fromEntries(
		[...form].flatMap(
			([field, value]) =>
				/^metadata\[(.+)\]$/
					.exec(field)
					?.slice(1, 2)
					.map((name) => [name, value]) ?? [],
		),
	);
}

/** A filter by `field[gte]` and `field[lt]`. */
export function matchesTime(query: URLSearchParams, field: string) {
	const bound = (name: string, otherwise: number) => Number(query.get(`${field}[${name}]`) ?? otherwise);
	return (one: object) => {
		const time = (one as Record<string, number>)[field];
		return time >= bound('gte', -Infinity) && time < bound('lt', Infinity);
	};
}

/** One page of a list, newest first. */
export function page<T extends { id: string }>(all: T[], url: URL): object {
	const newest = [...all].reverse();
	const limit = wholeNumber(url.searchParams, 'limit') ?? 10;
	if (limit > mostPerPage)
		throw invalid('parameter_invalid_integer', `This value must be less than or equal to ${mostPerPage}.`, 'limit');
	const after = url.searchParams.get('starting_after');
	const start = after ? newest.findIndex(({ id }) => id === after) + 1 : 0;
	return {
		object: 'list',
		url: url.pathname,
		data: newest.slice(start, start + limit),
		has_more: newest.length > start + limit,
	};
}
