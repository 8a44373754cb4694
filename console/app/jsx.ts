// What elements become: build.ts puts it into every file that has some. That of preact/jsx-runtime weighs 1 KB more.
export { Fragment, h } from 'preact';
