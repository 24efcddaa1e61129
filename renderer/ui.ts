/** The Nuxt UI components these pages use, by name. */
export { default as UAlert } from "@nuxt/ui/components/Alert.vue";
export { default as UApp } from "@nuxt/ui/components/App.vue";
export { default as UBadge } from "@nuxt/ui/components/Badge.vue";
export { default as UButton } from "@nuxt/ui/components/Button.vue";
export { default as UFormField } from "@nuxt/ui/components/FormField.vue";
export { default as UIcon } from "@nuxt/ui/components/Icon.vue";
export { default as UInput } from "@nuxt/ui/components/Input.vue";
export { default as UModal } from "@nuxt/ui/components/Modal.vue";
export { default as UPopover } from "@nuxt/ui/components/Popover.vue";
export { default as USelect } from "@nuxt/ui/components/Select.vue";
export { default as USelectMenu } from "@nuxt/ui/components/SelectMenu.vue";
export { default as USlideover } from "@nuxt/ui/components/Slideover.vue";
export { default as USlider } from "@nuxt/ui/components/Slider.vue";
export { default as USwitch } from "@nuxt/ui/components/Switch.vue";
export { default as UTextarea } from "@nuxt/ui/components/Textarea.vue";
export { default as UTooltip } from "@nuxt/ui/components/Tooltip.vue";
