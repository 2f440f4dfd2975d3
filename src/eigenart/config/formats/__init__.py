"""How dates look, where Django's own choice is not the European one."""
