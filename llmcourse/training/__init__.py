from llmcourse.moved import package_lookup

__getattr__ = package_lookup(__name__)
