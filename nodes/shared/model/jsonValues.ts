/** Plain JSON of settings, by paths such as `odoo.destinations.restock`. */
export type Json = Record<string, unknown>;

export function valueAt(json: unknown, path: string): unknown {
	return path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), json);
}

/** Sets a value; undefined takes it out, and objects that are empty then with it. */
export function setAt(json: Json, path: string, value: unknown): void {
	const [key, ...rest] = path.split('.');
	if (!rest.length) {
		if (value === undefined) delete json[key];
		else json[key] = value;
		return;
	}
	const below: Json = isObject(json[key]) ? { ...json[key] } : {};
	setAt(below, rest.join('.'), value);
	if (value === undefined && !Object.keys(below).length) delete json[key];
	else json[key] = below;
}

/** Lays one JSON over another, object by object; null takes a field out. */
export function laidOver(under: Json, over: Json): Json {
	const result = { ...under };
	for (const [key, value] of Object.entries(over)) {
		if (value === null) delete result[key];
		else result[key] = isObject(value) && isObject(result[key]) ? laidOver(result[key], value) : value;
	}
	return result;
}

/** What must be laid over one JSON to get another; null: it is not there. */
export function differenceOf(under: Json, result: Json): Json {
	const over: Json = {};
	for (const key of new Set([...Object.keys(under), ...Object.keys(result)])) {
		const [was, is] = [under[key], result[key]];
		if (isObject(was) && isObject(is)) {
			const below = differenceOf(was, is);
			if (Object.keys(below).length) over[key] = below;
		} else if (JSON.stringify(was) !== JSON.stringify(is)) over[key] = is ?? null;
	}
	return over;
}

/** Paths of all single values. */
export function pathsOf(json: unknown, at = ''): string[] {
	if (!isObject(json)) return at ? [at] : [];
	return Object.entries(json).flatMap(([key, value]) => pathsOf(value, at ? `${at}.${key}` : key));
}

export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
