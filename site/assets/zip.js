// Several files as one zip file, as APPNOTE.TXT has it: each stands there as it is, with a
// checksum, and in a directory at the end.

{
	// bytes are numbers, little-endian: value and width, value and width.
	const bytes = (...fields) => Uint8Array.from(fields.flatMap(([value, width]) => Array.from({ length: width }, (_, i) => (value >>> 8 * i) & 0xff)));

	const table = Uint32Array.from({ length: 256 }, (_, n) => {
		for (let i = 0; i < 8; i++) n = n & 1 ? n >>> 1 ^ 0xedb88320 : n >>> 1;
		return n;
	});

	// checksum is CRC-32.
	const checksum = (data) => ~data.reduce((crc, byte) => crc >>> 8 ^ table[(crc ^ byte) & 0xff], -1) >>> 0;

	bothends.zip = (files) => {
		const encoder = new TextEncoder(), body = [], directory = [];
		let at = 0;
		const add = (list, ...parts) => {
			list.push(...parts);
			return parts.reduce((n, p) => n + p.length, 0);
		};
		let size = 0;
		for (const [name, text] of Object.entries(files)) {
			const path = encoder.encode(name), data = encoder.encode(text);
			// Of version 2.0, names in UTF-8, stored, from the first of January 1980.
			const about = bytes([20, 2], [0x800, 2], [0, 2], [0, 2], [0x21, 2], [checksum(data), 4], [data.length, 4], [data.length, 4], [path.length, 2], [0, 2]);
			size += add(directory, bytes([0x02014b50, 4], [20, 2]), about, bytes([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), path);
			at += add(body, bytes([0x04034b50, 4]), about, path, data);
		}
		const count = Object.keys(files).length;
		return new Blob([...body, ...directory, bytes([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [at, 4], [0, 2])], { type: "application/zip" });
	};
}
