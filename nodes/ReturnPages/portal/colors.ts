const usual = '#1f5f5b';

/** The colour of buttons, and black or white on it, whichever can be read (WCAG 2.2, 1.4.3). Pure. */
export function buttonStyle(color = usual): string {
	return `:root{--button:${color};--on-button:${brightnessOf(color) > 0.179 ? '#000' : '#fff'}}`;
}

/** Relative luminance by WCAG, from 0 to 1, of a colour such as `#1f5f5b`. */
function brightnessOf(color: string): number {
	const [red, green, blue] = [1, 3, 5].map((at) => {
		const part = parseInt(color.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
